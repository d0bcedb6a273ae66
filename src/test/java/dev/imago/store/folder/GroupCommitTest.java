package dev.imago.store.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.upload.Ground;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Who may rely on whose sync of a directory. */
final class GroupCommitTest {
    private static final int CROWD = 20;

    private final GroupCommit commits = new GroupCommit();
    private final AtomicInteger syncs = new AtomicInteger();
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @Test
    void all_who_ask_during_a_sync_share_the_next_one() throws Exception {
        assertThat(outcomes(0)).containsOnly(0);
        assertThat(syncs).hasValue(2);
    }

    @Test
    void nobody_is_told_that_a_sync_which_failed_was_done() throws Exception {
        List<Integer> outcomes = outcomes(-Errno.EIO);
        assertThat(outcomes).containsOnly(-Errno.EIO);
        assertThat(syncs).as("everyone asks by a descriptor of their own").hasValue(CROWD + 1);
    }

    @Test
    void a_slow_directory_does_not_hold_up_another() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> slow = threads.submit(() -> commits.sync("slow", () -> blocked(0)));
            first.await();
            assertThat(commits.sync("other", () -> 0)).isZero();
            assertThat(slow.isDone()).isFalse();
            release.countDown();
        }
    }

    /** What a crowd hears that comes while a sync is under way; the first one's outcome is the first. */
    private List<Integer> outcomes(int outcome) throws Exception {
        List<Integer> outcomes = new ArrayList<>();
        var asking = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> all = new ArrayList<>();
            all.add(threads.submit(() -> commits.sync("d", () -> blocked(outcome))));
            first.await();
            List<Thread> crowd = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                all.add(threads.submit(() -> {
                    synchronized (crowd) {
                        crowd.add(Thread.currentThread());
                    }
                    asking.incrementAndGet();
                    return commits.sync("d", () -> counted(outcome));
                }));
            }
            Ground.await(() -> asking.get() == CROWD && waiting(crowd));
            release.countDown();
            for (Future<Integer> one : all) {
                outcomes.add(one.get());
            }
        }
        return outcomes;
    }

    private static boolean waiting(List<Thread> crowd) {
        synchronized (crowd) {
            return crowd.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING);
        }
    }

    private int blocked(int outcome) {
        first.countDown();
        try {
            release.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return counted(outcome);
    }

    private int counted(int outcome) {
        syncs.incrementAndGet();
        return outcome;
    }
}
