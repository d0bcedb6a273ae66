package dev.imago;

import dev.imago.database.DatabaseSettings;
import dev.imago.database.PostgresServer;

final class PostgresRegisterTest extends RegisterContract {
    @Override
    protected DatabaseSettings settings() {
        return PostgresServer.shared().database();
    }
}
