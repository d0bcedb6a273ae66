package dev.imago.journal;

import static dev.imago.catalog.Images.put;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.catalog.SqlCatalog;
import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.database.PostgresServer;
import dev.imago.image.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class PostgresJournalTest extends JournalContract {
    private static final int WRITERS = 8;
    private static final int CHANGES = 60;

    private DatabaseSettings settings;

    @Override
    protected DatabaseSettings settings() {
        settings = PostgresServer.shared().database();
        return settings;
    }

    @Test
    void no_follower_misses_an_entry_while_two_nodes_commit_at_once() {
        followWhileTwoNodesCommit(0);
    }

    @Test
    void no_follower_misses_an_entry_while_connections_are_killed() {
        followWhileTwoNodesCommit(25);
    }

    @Test
    void an_entry_of_another_node_wakes_whoever_waits() {
        try (Database other = Database.open(settings)) {
            SqlCatalog there = new SqlCatalog(other, new SqlJournal(other), "n2");
            CompletableFuture<Boolean> waiting =
                    CompletableFuture.supplyAsync(() -> journal.await(0, Duration.ofSeconds(20)));
            there.commit(put("k", "x"));
            assertThat(waiting.join()).isTrue();
        }
    }

    @Test
    void a_durable_follower_runs_on_one_node_and_moves_to_the_other_when_that_one_leaves() {
        Recorder here = new Recorder("f", true);
        Recorder there = new Recorder("f", true);
        try (Database other = Database.open(settings);
                FollowerRunner first = runner(here, FollowerRunner.Start.BEGINNING)) {
            until(() -> first.status().state() == FollowerRunner.State.FOLLOWING);
            try (FollowerRunner second = new FollowerRunner(
                    new SqlJournal(other), there, other.clusterLocks(), FollowerRunner.Start.BEGINNING)) {
                catalog.commit(put("one", "x"));
                until(() -> here.keys.size() == 1);
                first.close();
                catalog.commit(put("two", "x"));
                until(() -> there.keys.size() == 1);
                assertThat(second.status().state()).isEqualTo(FollowerRunner.State.FOLLOWING);
            }
        }
        assertThat(here.keys).containsExactly("one");
        assertThat(there.keys).containsExactly("two");
    }

    /** Invariant I5: each acknowledged change is seen exactly once, and in order, by one who follows closely. */
    private void followWhileTwoNodesCommit(int kills) {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
        AtomicInteger running = new AtomicInteger(WRITERS);
        List<Long> seen = new ArrayList<>();
        try (Database second = Database.open(settings);
                Database third = Database.open(settings)) {
            SqlCatalog other = new SqlCatalog(second, new SqlJournal(second), "n2");
            List<CompletableFuture<Void>> writers = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                SqlCatalog node = w % 2 == 0 ? catalog : other;
                int writer = w;
                writers.add(CompletableFuture.runAsync(
                        () -> {
                            try {
                                for (int i = 0; i < CHANGES; i++) {
                                    commit(node, writer + "/" + i, acknowledged);
                                }
                            } finally {
                                running.decrementAndGet();
                            }
                        },
                        command -> Thread.ofVirtual().start(command)));
            }
            CompletableFuture<Void> killer = CompletableFuture.runAsync(() -> kill(kills, new Random(seed), running));
            SqlJournal follower = new SqlJournal(third);
            long position = 0;
            boolean done = false;
            while (!done) {
                done = running.get() == 0;
                try {
                    for (Change change : follower.after(position, 50)) {
                        seen.add(change.sequence());
                        position = change.sequence();
                    }
                } catch (Fault e) {
                    assertThat(e.kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
                    done = false;
                }
                done = done && !follower.await(position, Duration.ZERO) && follower.last() == position;
            }
            writers.forEach(CompletableFuture::join);
            killer.join();
            assertThat(seen).doesNotHaveDuplicates().isSorted().containsAll(acknowledged);
            assertThat(follower.after(0, 10_000)).extracting(Change::sequence).isEqualTo(seen);
            assertThat(acknowledged).hasSize(WRITERS * CHANGES);
        }
    }

    private static void commit(SqlCatalog node, String key, Set<Long> acknowledged) {
        boolean done = false;
        while (!done) {
            try {
                acknowledged.add(node.commit(put(key, "x")).orElseThrow().sequence());
                done = true;
            } catch (Fault e) {
                assertThat(e.kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    private void kill(int times, Random random, AtomicInteger running) {
        String name = settings.url().replaceAll(".*/([a-z0-9]+)\\?.*", "$1");
        for (int i = 0; i < times && running.get() > 0; i++) {
            LockSupport.parkNanos(random.nextInt(40_000_000));
            PostgresServer.shared()
                    .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name
                            + "' ORDER BY random() LIMIT " + (1 + random.nextInt(3)));
        }
    }
}
