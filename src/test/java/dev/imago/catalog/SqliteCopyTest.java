package dev.imago.catalog;

import dev.imago.database.DatabaseSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteCopyTest extends CopyContract {
    @TempDir
    Path folder;

    @Override
    protected DatabaseSettings settings() {
        return DatabaseSettings.sqlite(folder.resolve("catalog.db"));
    }
}
