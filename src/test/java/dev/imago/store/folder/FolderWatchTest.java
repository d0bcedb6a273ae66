package dev.imago.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.imago.image.ImageKey;
import dev.imago.os.NativeFunction;
import dev.imago.store.Watchable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a watch hears of real programs. */
final class FolderWatchTest {
    @TempDir
    Path folder;

    private static final class Heard implements Watchable.Listener {
        final Set<String> touched = ConcurrentHashMap.newKeySet();
        final Set<String> lost = ConcurrentHashMap.newKeySet();
        final Set<String> removed = ConcurrentHashMap.newKeySet();

        @Override
        public void touched(ImageKey key) {
            touched.add(key.value());
        }

        @Override
        public void removed(ImageKey key) {
            removed.add(key.value());
        }

        @Override
        public void lost(String prefix) {
            lost.add(prefix);
        }

        @Override
        public void removed(String prefix) {
            removed.add(prefix);
        }
    }

    private final Heard listener = new Heard();
    private final Set<String> touched = listener.touched;
    private final Set<String> lost = listener.lost;
    private final Set<String> removed = listener.removed;
    private Root root;
    private FolderWatch watch;

    @BeforeEach
    void watch() throws IOException {
        Files.createDirectories(folder.resolve("old/deep/er"));
        Files.writeString(folder.resolve("old/deep/er/a.jpg"), "a");
        root = new Root(folder, true);
        watch = new FolderWatch(root, listener);
        eventually(watch::complete);
        touched.clear();
        lost.clear();
        removed.clear();
    }

    @AfterEach
    void stop() {
        watch.close();
        root.close();
    }

    @Test
    void hears_of_every_file_that_a_shell_drops_into_new_directories() throws Exception {
        shell(
                "for d in 1 2 3 4 5 6 7 8 9 10; do mkdir -p new/$d/x; i=0; while [ $i -lt 200 ]; do echo $i > new/$d/x/$i.jpg;"
                        + " i=$((i+1)); done; done");
        eventually(() -> touched.size() == 2000);
        assertThat(touched).contains("new/1/x/0.jpg", "new/10/x/199.jpg");
    }

    @Test
    void hears_of_a_change_in_place_a_removal_and_a_rename() throws Exception {
        shell("echo more >> old/deep/er/a.jpg");
        eventually(() -> touched.remove("old/deep/er/a.jpg"));
        shell("mv old/deep/er/a.jpg old/b.jpg");
        eventually(() -> removed.contains("old/deep/er/a.jpg") && touched.contains("old/b.jpg"));
        assertThat(touched).containsExactly("old/b.jpg");
        shell("rm old/b.jpg");
        eventually(() -> removed.contains("old/b.jpg"));
    }

    @Test
    void hears_the_final_name_only_of_what_rsync_writes() throws Exception {
        shell(
                "echo 1 > old/.a.jpg.Xy12z; mv old/.a.jpg.Xy12z old/a.jpg; mkdir .cache; echo 1 > .cache/x.jpg; echo > old/last.jpg");
        eventually(() -> touched.contains("old/last.jpg"));
        assertThat(touched).containsExactlyInAnyOrder("old/a.jpg", "old/last.jpg");
    }

    @Test
    void hears_of_links() throws Exception {
        shell("ln old/deep/er/a.jpg old/hard.jpg; ln -s deep/er/a.jpg old/soft.jpg");
        eventually(() -> touched.contains("old/hard.jpg") && touched.contains("old/soft.jpg"));
    }

    @Test
    void tells_moved_trees_as_removed_and_lost_and_watches_them_at_their_new_place() throws Exception {
        shell("mv old moved");
        eventually(() -> removed.contains("old/") && lost.contains("moved/"));
        eventually(watch::complete);
        shell("echo 1 > moved/deep/er/b.jpg");
        eventually(() -> touched.contains("moved/deep/er/b.jpg"));
        shell("mkdir old && echo 1 > old/c.jpg");
        eventually(() -> touched.contains("old/c.jpg"));
        assertThat(touched).doesNotContain("old/deep/er/b.jpg");
    }

    @Test
    void hears_of_a_removed_tree_and_of_one_that_takes_its_place() throws Exception {
        shell("rm -r old");
        eventually(() -> removed.contains("old/deep/er/a.jpg") || removed.contains("old/"));
        shell("mkdir -p old/deep/er && echo 1 > old/deep/er/again.jpg");
        eventually(() -> touched.contains("old/deep/er/again.jpg"));
        eventually(watch::complete);
        shell("echo 1 > old/deep/er/more.jpg");
        eventually(() -> touched.contains("old/deep/er/more.jpg"));
    }

    @Test
    void after_an_overflow_everything_is_lost_and_watched_again() throws Exception {
        watch.overflowed();
        assertThat(lost).contains("");
        eventually(watch::complete);
        shell("echo 1 > old/deep/er/after.jpg; mkdir fresh; echo 1 > fresh/a.jpg");
        eventually(() -> touched.contains("old/deep/er/after.jpg") && touched.contains("fresh/a.jpg"));
    }

    @Test
    void a_link_to_a_directory_is_not_watched_and_makes_the_watch_incomplete() throws Exception {
        shell("mkdir more; ln -s ../old more/linked");
        watch.overflowed();
        eventually(() -> !watch.complete());
        shell("echo 1 > old/through.jpg");
        eventually(() -> touched.contains("old/through.jpg"));
    }

    /** As files come that were made with O_TMPFILE and linkat: no other name, and nobody closes it after writing. */
    @Test
    void hears_of_a_file_that_gets_its_first_name_when_it_is_complete() {
        int tmpfileForWriting = 0x410001;
        int follow = 0x400;
        try (Scratch scratch = new Scratch();
                Arena arena = Arena.ofConfined()) {
            long directory =
                    arena.allocateFrom(folder.resolve("old").toString()).address();
            long bytes = arena.allocateFrom("bytes").address();
            int file = NativeFunction.named("openat")
                    .intResult(scratch.errno, Posix.AT_FDCWD, directory, tmpfileForWriting, 0600, 0);
            assertThat(file).isNotNegative();
            assertThat(NativeFunction.named("write").longResult(scratch.errno, file, bytes, 5))
                    .isEqualTo(5);
            long self = arena.allocateFrom("/proc/self/fd/" + file).address();
            long name = arena.allocateFrom(folder.resolve("old/named.jpg").toString())
                    .address();
            assertThat(NativeFunction.named("linkat")
                            .intResult(scratch.errno, Posix.AT_FDCWD, self, Posix.AT_FDCWD, name, follow))
                    .isZero();
            Posix.close(file);
        }
        eventually(() -> touched.contains("old/named.jpg"));
    }

    @Test
    void at_the_systems_limit_the_first_directories_are_watched_and_the_watch_is_incomplete() throws Exception {
        shell("for i in 1 2 3 4 5 6 7 8 9; do mkdir many$i; done");
        var limited = new Inotify(6, () -> 0);
        var others = new Heard();
        Set<String> heard = others.touched;
        try (var part = new FolderWatch(root, others, limited)) {
            eventually(limited::full);
            shell(
                    "echo 1 > in-root.jpg; for i in 1 2 3 4 5 6 7 8 9; do echo 1 > many$i/a.jpg; done; echo 1 > last.jpg");
            eventually(() -> heard.contains("in-root.jpg") && heard.contains("last.jpg"));
            assertThat(heard.stream().filter(key -> key.startsWith("many")).count())
                    .isLessThan(9);
            assertThat(part.complete()).isFalse();

            limited.allow(1000);
            part.renew();
            eventually(part::complete);
            heard.clear();
            shell("for i in 1 2 3 4 5 6 7 8 9; do echo 2 > many$i/b.jpg; done; echo 2 > old/deep/er/b.jpg");
            eventually(() -> heard.size() == 10);
        }
    }

    @Test
    void a_renewal_closes_a_gap_whose_cause_is_gone() throws Exception {
        shell("mkdir more; ln -s ../old more/linked");
        watch.overflowed();
        eventually(() -> !watch.complete());
        staysIncomplete();
        watch.renew();
        staysIncomplete();
        shell("rm more/linked");
        watch.renew();
        eventually(watch::complete);
    }

    @Test
    void a_gap_that_opens_during_a_renewal_survives_it() throws Exception {
        var reached = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var slow = new AtomicBoolean();
        var held = new Root(folder, true, path -> {
            if (slow.get() && path.equals("old/deep")) {
                reached.countDown();
                awaitNow(goOn);
            }
            return 0;
        });
        var heard = new Heard();
        try (var other = new FolderWatch(held, heard)) {
            eventually(other::complete);
            slow.set(true);
            other.renew();
            awaitNow(reached);
            shell("mkdir later; ln -s ../old later/linked");
            goOn.countDown();
            shell("echo 1 > later/a.jpg");
            eventually(() -> heard.touched.contains("later/a.jpg"));
            staysIncomplete(other);
        } finally {
            held.close();
        }
    }

    @Test
    void events_that_cannot_be_read_are_asked_for_seldom_until_they_can_and_leave_it_to_scans() throws Exception {
        var refusal = new AtomicInteger(Errno.EIO);
        var asked = new AtomicInteger();
        var broken = new Inotify(Integer.MAX_VALUE, () -> {
            asked.incrementAndGet();
            return refusal.get();
        });
        var heard = new Heard();
        try (var deaf = new FolderWatch(root, heard, broken)) {
            eventually(() -> heard.lost.remove(""));
            staysIncomplete(deaf);
            deaf.renew();
            staysIncomplete(deaf);
            assertThat(asked.get()).isLessThan(10);
            assertThat(heard.lost).as("told once").isEmpty();

            refusal.set(0);
            eventually(deaf::complete);
            eventually(() -> heard.lost.contains("")); // nobody knows what was missed
            shell("echo 1 > old/heard.jpg");
            eventually(() -> heard.touched.contains("old/heard.jpg"));
        }
    }

    @Test
    void whoever_stops_a_watch_whose_folder_hangs_waits_no_longer_than_he_likes_and_hears_no_more() throws Exception {
        var reached = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var returned = new CountDownLatch(1);
        var hanging = new AtomicBoolean();
        var disk = new Root(folder, true, path -> {
            if (hanging.get() && path.equals("later")) {
                reached.countDown();
                awaitUninterrupted(goOn);
                returned.countDown();
            }
            return 0;
        });
        var heard = new Heard();
        var other = new FolderWatch(disk, heard);
        eventually(other::complete);
        hanging.set(true);
        shell("mkdir later; echo 1 > later/a.jpg");
        awaitNow(reached);
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(other.stop(Duration.ofMillis(100))).isFalse());

        goOn.countDown();
        awaitNow(returned);
        eventually(() -> other.stop(Duration.ofSeconds(1)));
        assertThat(heard.touched).doesNotContain("later/a.jpg");
        disk.close();
    }

    private void shell(String script) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", "-ec", script)
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
    }

    private void staysIncomplete() {
        staysIncomplete(watch);
    }

    private static void staysIncomplete(Watchable.Watch watch) {
        long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
        while (System.nanoTime() < end) {
            assertThat(watch.complete()).isFalse();
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** As in a system call: no interrupt ends it. */
    private static void awaitUninterrupted(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            LockSupport.parkNanos(1_000_000);
            var _ = Thread.interrupted();
        }
    }

    private static void awaitNow(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }
}
