package dev.imago;

import dev.imago.database.DatabaseSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteRegisterTest extends RegisterContract {
    @TempDir
    Path folder;

    @Override
    protected DatabaseSettings settings() {
        return DatabaseSettings.sqlite(folder.resolve("catalog.db"));
    }
}
