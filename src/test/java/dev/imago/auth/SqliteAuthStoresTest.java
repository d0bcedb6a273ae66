package dev.imago.auth;

import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

final class SqliteAuthStoresTest extends AuthStoresContract {
    @TempDir
    Path folder;

    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(DatabaseSettings.sqlite(folder.resolve("imago.db")));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Override
    KeyStore keys() {
        return new SqlKeyStore(database);
    }

    @Override
    TokenStore tokens() {
        return new SqlTokenStore(database);
    }
}
