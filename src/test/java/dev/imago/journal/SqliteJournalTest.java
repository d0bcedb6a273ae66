package dev.imago.journal;

import dev.imago.database.DatabaseSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

final class SqliteJournalTest extends JournalContract {
    @TempDir
    Path folder;

    @Override
    protected DatabaseSettings settings() {
        return DatabaseSettings.sqlite(folder.resolve("catalog.db"));
    }
}
