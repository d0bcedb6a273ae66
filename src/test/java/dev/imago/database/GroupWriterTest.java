package dev.imago.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Fault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GroupWriterTest {
    @TempDir
    Path folder;

    @Test
    void what_fails_in_a_group_fails_alone() throws InterruptedException {
        try (Database database = Database.open(DatabaseSettings.sqlite(folder.resolve("d.db")))) {
            CountDownLatch busy = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> database.write(session -> {
                busy.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return 1;
            }));
            busy.await();
            AtomicInteger failed = new AtomicInteger();
            List<CompletableFuture<Void>> group = new ArrayList<>();
            CountDownLatch started = new CountDownLatch(20);
            for (int i = 0; i < 20; i++) {
                int number = i;
                group.add(CompletableFuture.runAsync(
                        () -> {
                            started.countDown();
                            try {
                                database.write(session -> insertAndFailIfOdd(session, number));
                            } catch (Fault | IllegalStateException e) {
                                failed.incrementAndGet();
                            }
                        },
                        command -> Thread.ofVirtual().start(command)));
            }
            started.await();
            go.countDown();
            group.forEach(CompletableFuture::join);
            first.join();

            List<String> names = database.read(
                    session -> session.list("SELECT name FROM follower ORDER BY sequence", row -> row.getString(1)));
            assertThat(failed).hasValue(10);
            assertThat(names).hasSize(10).allMatch(name -> Integer.parseInt(name) % 2 == 0);
        }
    }

    @Test
    void work_that_fails_by_itself_leaves_nothing() {
        try (Database database = Database.open(DatabaseSettings.sqlite(folder.resolve("d.db")))) {
            assertThatThrownBy(() -> database.write(session -> insertAndFailIfOdd(session, 3)))
                    .isInstanceOf(IllegalStateException.class);
            long rows = database.read(session -> session.first("SELECT count(*) FROM follower", row -> row.getLong(1))
                    .orElseThrow());
            assertThat(rows).isZero();
        }
    }

    @Test
    void a_closed_database_is_unavailable() {
        Database database = Database.open(DatabaseSettings.sqlite(folder.resolve("d.db")));
        database.close();
        for (Runnable call : List.<Runnable>of(() -> database.read(_ -> 1), () -> database.write(_ -> 1))) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
        }
        assertThat(database.available()).isFalse();
    }

    @Test
    void a_newer_or_changed_schema_is_refused() {
        DatabaseSettings settings = DatabaseSettings.sqlite(folder.resolve("d.db"));
        try (Database database = Database.open(settings)) {
            database.write(session -> session.update("UPDATE schema_history SET checksum = 'other'"));
        }
        assertThatThrownBy(() -> Database.open(settings))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("V1__");
        DatabaseSettings newer = DatabaseSettings.sqlite(folder.resolve("newer.db"));
        try (Database database = Database.open(newer)) {
            database.write(session -> session.update("INSERT INTO schema_history VALUES (99, 'V99', '', 0)"));
        }
        assertThatThrownBy(() -> Database.open(newer)).isInstanceOf(Fault.class).hasMessageContaining("newer Imago");
    }

    @Test
    void passwords_are_not_shown() {
        assertThat(DatabaseSettings.postgresql("jdbc:postgresql://h/d?user=u&password=hush&x=y", "u", "hush"))
                .asString()
                .doesNotContain("hush")
                .contains("x=y");
    }

    private static int insertAndFailIfOdd(Session session, int number) throws java.sql.SQLException {
        int rows = session.update(
                "INSERT INTO follower (name, sequence, moved) VALUES (?, ?, 0)", Integer.toString(number), number);
        if (number % 2 == 1) {
            throw new IllegalStateException("odd");
        }
        return rows;
    }
}
