package dev.imago.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imago.image.Fault;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadersTest {
    @TempDir
    private Path folder;

    @Test
    void a_pool_whose_connections_are_all_at_work_is_busy_and_keeps_them() throws Exception {
        DatabaseSettings settings = DatabaseSettings.sqlite(folder.resolve("catalog.db"));
        SqliteLibrary.prepare(settings.file());
        Dialect dialect = new SqliteDialect(settings);
        try (Outage outage = new Outage(dialect);
                Readers readers = new Readers(dialect, outage, 1)) {
            outage.start();
            Session before = readers.read(session -> session);
            var working = new CountDownLatch(1);
            var end = new CountDownLatch(1);
            Thread atWork = Thread.ofVirtual()
                    .start(() -> readers.read(session -> {
                        working.countDown();
                        return waitFor(end);
                    }));
            working.await();

            Fault busy = catchThrowableOfType(Fault.class, () -> readers.read(session -> 1));
            end.countDown();
            atWork.join();

            assertThat(busy.kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
            assertThat(busy.message()).contains("busy");
            assertThat(busy.retryAfter()).isPresent();
            assertThat(outage.up()).isTrue();
            Session after = readers.read(session -> session);
            assertThat(after).isSameAs(before);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "getNetworkTimeout",
                "setNetworkTimeout",
                "isReadOnly",
                "getAutoCommit",
                "isValid",
                "getTransactionIsolation"
            })
    void a_first_connection_that_breaks_while_the_pool_looks_at_it_is_followed_by_others(String look) {
        var broken = new AtomicBoolean();
        Dialect dialect =
                new BreakingDialect(new PostgresDialect(PostgresServer.shared().database()), look, broken);
        try (Outage outage = new Outage(dialect);
                Readers readers = new Readers(dialect, outage, 2)) {
            outage.start();
            assertThat(answered(readers)).isTrue();
            assertThat(broken).isTrue();
        }
    }

    /** Asks until there is an answer, ten times at most. */
    private static boolean answered(Readers readers) {
        for (int i = 0; i < 10; i++) {
            try {
                return readers.read(session ->
                        session.first("SELECT true", row -> row.getBoolean(1)).orElseThrow());
            } catch (Fault e) {
                assertThat(e.kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
                LockSupport.parkNanos(200_000_000);
            }
        }
        return false;
    }

    private static boolean waitFor(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
