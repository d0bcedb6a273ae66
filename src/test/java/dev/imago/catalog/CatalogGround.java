package dev.imago.catalog;

import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.journal.SqlJournal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A catalog and its journal in a database of the test's own. */
public abstract class CatalogGround {
    protected Database database;
    protected SqlJournal journal;
    protected SqlCatalog catalog;

    /** A new, empty database. */
    protected abstract DatabaseSettings settings();

    @BeforeEach
    final void open() {
        database = Database.open(settings());
        journal = new SqlJournal(database);
        catalog = new SqlCatalog(database, journal, "n1");
    }

    @AfterEach
    final void close() {
        database.close();
    }
}
