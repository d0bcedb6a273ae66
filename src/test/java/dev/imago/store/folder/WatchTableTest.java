package dev.imago.store.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Watches that come and go while their events are read. */
final class WatchTableTest {
    private final WatchTable table = new WatchTable();

    /** The kernel tells of a directory as soon as it watches it, and that is before its number is known here. */
    @Test
    void an_event_of_a_watch_that_is_just_being_entered_finds_its_directory() throws Exception {
        List<Integer> removed = new ArrayList<>();
        var found = new CompletableFuture<Optional<String>>();
        Thread reader = Thread.ofPlatform().unstarted(() -> found.complete(table.path(7, removed::add)));
        assertThat(table.add("new", () -> {
                    reader.start();
                    untilItWaitsOrEnds(reader);
                    return 7;
                }))
                .isEqualTo(7);
        assertThat(found.get(10, TimeUnit.SECONDS)).contains("new");
        assertThat(removed).isEmpty();
    }

    @Test
    void what_is_forgotten_is_watched_no_more_and_what_only_begins_alike_is() {
        List<Integer> removed = new ArrayList<>();
        List.of("a", "a/b", "a/b/c", "a.b", "ab").forEach(path -> table.add(path, path::hashCode));
        table.forget("a", removed::add);
        assertThat(removed).containsExactlyInAnyOrder("a".hashCode(), "a/b".hashCode(), "a/b/c".hashCode());
        assertThat(table.has("a.b") && table.has("ab")).isTrue();
        assertThat(table.has("a/b")).isFalse();
    }

    private static void untilItWaitsOrEnds(Thread thread) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (thread.getState() != Thread.State.BLOCKED && thread.isAlive()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
