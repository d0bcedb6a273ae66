package dev.imago.database;

import static dev.imago.catalog.Images.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.imago.catalog.SqlCatalog;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.journal.SqlJournal;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A PostgreSQL that really goes away and comes back. */
final class OutageTest {
    private static PostgresServer server;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.started("postgres-outage");
    }

    /** Whatever a test leaves behind when it fails, the next one finds the server there. */
    @BeforeEach
    void haveServer() {
        server.start();
    }

    @AfterAll
    static void stopServer() {
        server.stop();
    }

    @Test
    void everything_fails_soon_while_it_is_down_and_works_again_once_it_is_back() {
        try (Database database = Database.open(server.database())) {
            SqlCatalog catalog = new SqlCatalog(database, new SqlJournal(database), "n1");
            catalog.commit(put("before", "x"));
            catalog.lock(ImageKey.of("before")).close();

            server.stop();
            unavailableSoon(() -> catalog.find(ImageKey.of("before")));
            unavailableSoon(() -> catalog.commit(put("during", "x")));
            unavailableSoon(() -> catalog.lock(ImageKey.of("k")));
            until(() -> !database.available());
            long start = System.nanoTime();
            for (int i = 0; i < 1000; i++) {
                catchThrowable(() -> catalog.find(ImageKey.of("before")));
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));

            server.start();
            until(database::available);
            until(() -> catchThrowable(() -> catalog.find(ImageKey.of("before"))) == null);
            assertThat(catalog.find(ImageKey.of("before"))).isPresent();
            assertThat(catalog.find(ImageKey.of("during"))).isEmpty();
            assertThat(catalog.commit(put("after", "x"))).isPresent();
            catalog.lock(ImageKey.of("k")).close();
        }
    }

    @Test
    void starts_without_it_and_makes_the_schema_when_it_comes() {
        DatabaseSettings settings = server.database();
        server.stop();
        try (Database database = Database.open(settings)) {
            assertThat(database.available()).isFalse();
            SqlCatalog catalog = new SqlCatalog(database, new SqlJournal(database), "n1");
            unavailableSoon(() -> catalog.find(ImageKey.of("a")));

            server.start();
            until(database::available);
            assertThat(catalog.commit(put("a", "x"))).isPresent();
        } finally {
            server.start();
        }
    }

    @Test
    void a_lock_is_lost_with_its_connection_and_tells_so() {
        try (Database database = Database.open(server.database())) {
            SqlCatalog catalog = new SqlCatalog(database, new SqlJournal(database), "n1");
            try (SqlCatalog.KeyLock lock = catalog.lock(ImageKey.of("k"))) {
                assertThat(lock.held()).isTrue();
                server.stop();
                server.start();
                assertThat(lock.held()).isFalse();
            }
        }
    }

    /** Three seconds on a machine with time; here other tests may run beside. */
    private static void unavailableSoon(ThrowingCallable call) {
        long start = System.nanoTime();
        assertThat(catchThrowable(call))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
