package dev.imago.auth;

import dev.imago.database.Database;
import dev.imago.database.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

final class PostgresAuthStoresTest extends AuthStoresContract {
    private Database database;

    @BeforeEach
    void open() {
        database = Database.open(PostgresServer.shared().database());
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
