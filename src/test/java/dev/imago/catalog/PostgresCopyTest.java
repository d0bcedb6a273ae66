package dev.imago.catalog;

import dev.imago.database.DatabaseSettings;
import dev.imago.database.PostgresServer;

final class PostgresCopyTest extends CopyContract {
    @Override
    protected DatabaseSettings settings() {
        return PostgresServer.shared().database();
    }
}
