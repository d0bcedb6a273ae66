package dev.imago.journal;

import static dev.imago.catalog.Images.delete;
import static dev.imago.catalog.Images.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.catalog.CatalogGround;
import dev.imago.catalog.Tombstones;
import dev.imago.database.Times;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** What every journal does, and what followers may rely on. */
abstract class JournalContract extends CatalogGround {
    @Test
    void an_empty_journal_has_no_end() {
        assertThat(journal.last()).isZero();
        assertThat(journal.after(0, 10)).isEmpty();
        assertThat(journal.await(0, Duration.ofMillis(20))).isFalse();
        assertThat(journal.trim(Instant.now())).isZero();
    }

    @Test
    void is_read_in_pages() {
        put5();
        assertThat(journal.after(0, 2)).extracting(c -> c.key().value()).containsExactly("k0", "k1");
        long second = journal.after(0, 2).getLast().sequence();
        assertThat(journal.after(second, 10)).extracting(c -> c.key().value()).containsExactly("k2", "k3", "k4");
        assertThat(journal.after(journal.last(), 10)).isEmpty();
    }

    @Test
    void whoever_waits_is_woken_by_a_commit() {
        CompletableFuture<Boolean> waiting =
                CompletableFuture.supplyAsync(() -> journal.await(0, Duration.ofSeconds(20)));
        catalog.commit(put("k", "x"));
        assertThat(waiting.join()).isTrue();
        assertThat(journal.await(0, Duration.ZERO)).isTrue();
    }

    @Test
    void cursors_are_kept_and_only_move_forward() {
        assertThat(journal.cursor("f", 7)).isEqualTo(7);
        assertThat(journal.cursor("f", 9)).isEqualTo(7);
        journal.advance("f", 8);
        journal.advance("f", 3);
        assertThat(journal.cursors()).singleElement().satisfies(cursor -> {
            assertThat(cursor.follower()).isEqualTo("f");
            assertThat(cursor.sequence()).isEqualTo(8);
        });
        journal.forget("f");
        assertThat(journal.cursors()).isEmpty();
    }

    @Test
    void trimming_stops_at_the_slowest_follower_and_keeps_the_newest_entry() {
        put5();
        long third = journal.after(0, 3).getLast().sequence();
        journal.cursor("slow", third);
        journal.cursor("fast", journal.last());

        assertThat(journal.trim(Instant.now().plusSeconds(60))).isEqualTo(3);
        assertThat(journal.trimmed()).isEqualTo(third);
        assertThat(journal.after(third, 10)).hasSize(2);
        assertThatThrownBy(() -> journal.after(third - 1, 10))
                .isInstanceOfSatisfying(Fault.class, f -> assertThat(f.kind()).isEqualTo(Fault.Kind.GONE));

        journal.forget("slow");
        assertThat(journal.trim(Instant.now().plusSeconds(60))).isEqualTo(1);
        long last = journal.last();
        assertThat(catalog.commit(put("new", "x")).orElseThrow().sequence()).isGreaterThan(last);
    }

    @Test
    void a_follower_that_nobody_has_any_more_is_forgotten_when_it_has_let_changes_wait_for_long() {
        put5();
        Instant later = Instant.now().plus(Duration.ofHours(23));
        Instant muchLater = Instant.now().plus(Duration.ofHours(25));
        journal.cursor("webhook:gone", 1);
        journal.cursor("webhook:configured", 1);
        journal.cursor("webhook:idle", journal.last());
        journal.cursor("replica:gone", 1);
        var departed =
                new Departed("webhook:", Set.of("webhook:configured"), Duration.ofMinutes(1), database.clusterLocks());

        departed.forget(journal, later);
        assertThat(journal.cursors()).hasSize(4);
        departed.forget(journal, muchLater);
        assertThat(journal.cursors())
                .extracting(Journal.Cursor::follower)
                .containsExactlyInAnyOrder("webhook:configured", "webhook:idle", "replica:gone");
    }

    @Test
    void a_follower_that_moved_not_long_ago_or_has_nothing_old_to_do_is_not_forgotten() {
        put5();
        journal.cursor("webhook:slow", 1);
        journal.cursor("webhook:asleep", journal.last() - 1);
        long old = Times.micros(Instant.now().minus(Duration.ofDays(2)));
        database.write(session -> session.update("UPDATE journal SET happened = ? WHERE key <> 'k4'", old)
                + session.update("UPDATE follower SET moved = ? WHERE name = 'webhook:asleep'", old));
        new Departed("webhook:", Set.of(), Duration.ofMinutes(1), database.clusterLocks())
                .forget(journal, Instant.now());
        assertThat(journal.cursors())
                .extracting(Journal.Cursor::follower)
                .containsExactlyInAnyOrder("webhook:slow", "webhook:asleep");
    }

    @Test
    void retention_forgets_who_is_gone_and_then_trims() {
        put5();
        journal.cursor("webhook:gone", 1);
        long old = Times.micros(Instant.now().minus(Duration.ofDays(2)));
        database.write(session -> session.update("UPDATE journal SET happened = ?", old)
                + session.update("UPDATE follower SET moved = ?", old));
        var departed = new Departed("webhook:", Set.of(), Duration.ofSeconds(1), database.clusterLocks());
        try (Retention _ = new Retention(journal, departed)) {
            until(() -> journal.trimmed() == journal.last() - 1);
        }
        assertThat(journal.cursors()).isEmpty();
    }

    @Test
    void a_slow_follower_misses_nothing_while_the_journal_is_trimmed_all_the_time() throws Exception {
        Recorder recorder = new Recorder("slow", true) {
            @Override
            public void accept(List<Change> changes) {
                Thread.yield();
                super.accept(changes);
            }
        };
        List<String> committed = new ArrayList<>();
        AtomicBoolean done = new AtomicBoolean();
        try (FollowerRunner runner = runner(recorder, FollowerRunner.Start.BEGINNING)) {
            until(() -> journal.cursors().size() == 1);
            AtomicLong trimmed = new AtomicLong();
            Thread trimmer = Thread.ofVirtual().start(() -> {
                while (!done.get()) {
                    trimmed.addAndGet(journal.trim(Instant.now().plusSeconds(60)));
                }
            });
            for (int i = 0; i < 200; i++) {
                catalog.commit(put("t" + i, "x"));
                committed.add("t" + i);
            }
            until(() -> recorder.keys.size() >= committed.size());
            until(() -> trimmed.get() > 100);
            done.set(true);
            trimmer.join();
            assertThat(runner.status().error()).isEmpty();
        }
        assertThat(recorder.keys).isEqualTo(committed);
    }

    @Test
    void trimming_spares_what_is_young_and_takes_tombstones_along() {
        catalog.commit(put("a", "x"));
        catalog.commit(delete("a"));
        assertThat(journal.trim(Instant.now().minusSeconds(3600))).isZero();
        catalog.commit(put("b", "x"));

        assertThat(journal.trim(Instant.now().plusSeconds(60))).isEqualTo(2);
        List<String> tombstones =
                database.read(session -> session.list("SELECT key FROM tombstone", row -> row.getString(1)));
        assertThat(tombstones).isEmpty();
    }

    @Test
    void a_journal_that_keeps_tombstones_remembers_what_was_deleted_until_it_is_there_again() {
        var tombstones = new Tombstones(database);
        ImageKey key = ImageKey.of("a");
        catalog.commit(put("a", "x"));
        assertThat(tombstones.deleted(key)).isFalse();
        catalog.commit(delete("a"));
        catalog.commit(put("b", "x"));

        assertThat(SqlJournal.keepingTombstones(database).trim(Instant.now().plusSeconds(60)))
                .isEqualTo(2);
        assertThat(tombstones.deleted(key)).isTrue();
        catalog.commit(put("a", "x"));
        assertThat(tombstones.deleted(key)).isFalse();
    }

    @Test
    void a_follower_sees_everything_in_order_again_after_a_failure_and_goes_on_after_a_restart() {
        put5();
        AtomicInteger calls = new AtomicInteger();
        Recorder recorder = new Recorder("f", true) {
            @Override
            public void accept(List<Change> changes) {
                if (calls.incrementAndGet() == 1) {
                    throw new IllegalStateException("first time fails");
                }
                super.accept(changes);
            }
        };
        try (FollowerRunner runner = runner(recorder, FollowerRunner.Start.BEGINNING)) {
            until(() -> recorder.keys.size() == 5);
            until(() -> runner.status().lag() == 0);
            until(() -> runner.status().error().isEmpty());
        }
        catalog.commit(put("later", "x"));
        Recorder again = new Recorder("f", true);
        try (FollowerRunner runner = runner(again, FollowerRunner.Start.BEGINNING)) {
            until(() -> again.keys.size() == 1);
            assertThat(runner.status().follower()).isEqualTo("f");
        }
        assertThat(recorder.keys).containsExactly("k0", "k1", "k2", "k3", "k4");
        assertThat(again.keys).containsExactly("later");
    }

    @Test
    void a_failing_follower_tells_so_and_keeps_its_place() {
        Recorder failing = new Recorder("f", true) {
            @Override
            public void accept(List<Change> changes) {
                throw new IllegalStateException("no way");
            }
        };
        try (FollowerRunner runner = runner(failing, FollowerRunner.Start.BEGINNING)) {
            catalog.commit(put("a", "x"));
            until(() -> runner.status().failures() >= 2);
            assertThat(runner.status().state()).isEqualTo(FollowerRunner.State.FAILING);
            assertThat(runner.status().error()).contains("no way");
            assertThat(runner.status().lag()).isPositive();
        }
        assertThat(journal.cursor("f", 99)).isZero();
    }

    @Test
    void a_follower_in_memory_begins_at_the_end_and_is_told_that_it_missed_what_was_before() {
        put5();
        Recorder recorder = new Recorder("memory", false);
        try (FollowerRunner runner = runner(recorder, FollowerRunner.Start.BEGINNING)) {
            until(() -> runner.status().state() == FollowerRunner.State.FOLLOWING);
            catalog.commit(put("new", "x"));
            until(() -> !recorder.keys.isEmpty());
        }
        assertThat(recorder.keys).containsExactly("new");
        assertThat(recorder.missed).containsExactly(journal.last() - 1);
        assertThat(journal.cursors()).isEmpty();
    }

    FollowerRunner runner(Follower follower, FollowerRunner.Start start) {
        return new FollowerRunner(journal, follower, database.clusterLocks(), start);
    }

    private void put5() {
        for (int i = 0; i < 5; i++) {
            catalog.commit(put("k" + i, "x"));
        }
    }

    /** Looks until it is so, for half a minute at most. */
    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
            LockSupport.parkNanos(5_000_000);
        }
    }

    static class Recorder implements Follower {
        final List<String> keys = new CopyOnWriteArrayList<>();
        final List<Long> sequences = new ArrayList<>();
        final List<Long> missed = new CopyOnWriteArrayList<>();
        private final String name;
        private final boolean durable;

        Recorder(String name, boolean durable) {
            this.name = name;
            this.durable = durable;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean durable() {
            return durable;
        }

        @Override
        public void accept(List<Change> changes) {
            changes.forEach(change -> {
                sequences.add(change.sequence());
                keys.add(change.key().value());
            });
        }

        @Override
        public void missed(long upTo) {
            missed.add(upTo);
        }
    }
}
