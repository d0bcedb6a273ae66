package dev.imago.store.folder;

import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the directories of a folder watched, in a thread of its own.
 *
 * <p>A directory is first watched and then listed, through one descriptor, so that nothing falls between. What the list shows
 * is told when it may have happened before the watch: everything in a directory that has just been made, otherwise what
 * changed since the registration was asked for.
 *
 * <p>What could not be watched, or is watched no more (a limit, a link, an unmounted file system), leaves a gap. A renewal closes
 * it where it can: it walks through all directories again, the watched ones too, since those below may not be.
 */
final class Registrar {
    /**
     * @param since files changed at or after this time are told; 0 for all
     * @param renewed whether directories that are watched already are walked through as well
     */
    private record Registration(String path, long since, boolean renewed) {}

    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);
    /** Clocks of file systems lag, by a tick or by the difference to a server. */
    private static final long LAG_NANOSECONDS = 2_000_000_000L;

    private final Root root;
    private final WatchTable table;
    private final Inotify inotify;
    private final Teller teller;
    private final DirectoryReader reader;
    private final LinkedBlockingDeque<Registration> waiting = new LinkedBlockingDeque<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicBoolean gap = new AtomicBoolean();
    private final AtomicBoolean limitReported = new AtomicBoolean();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("folder-register").unstarted(this::registerWaiting);
    private volatile boolean stopped;

    Registrar(Root root, WatchTable table, Inotify inotify, Teller teller) {
        this.root = root;
        this.table = table;
        this.inotify = inotify;
        this.teller = teller;
        this.reader = new DirectoryReader(root);
    }

    void start() {
        thread.start();
    }

    /** Ends what is under way as soon as possible. */
    void stop() {
        stopped = true;
        thread.interrupt();
    }

    Thread thread() {
        return thread;
    }

    /** Whether nothing waits, and there is no gap. */
    boolean complete() {
        return unfinished.get() == 0 && !gap.get();
    }

    /** Something is not watched any more. */
    void leaveGap() {
        gap.set(true);
    }

    /**
     * Has a directory watched soon, and all below it.
     *
     * @param since files changed at or after this time are told; 0 for all
     */
    void register(String path, long since) {
        register(new Registration(path, since, false));
    }

    private void register(Registration next) {
        unfinished.incrementAndGet();
        waiting.addFirst(next);
    }

    /** While a registration is under way, its gaps are left to the next renewal, so that renewals do not pile up. */
    void renew() {
        if (unfinished.compareAndSet(0, 1)) {
            gap.set(false); // before the walk begins: whatever it or an event finds from now on stays
            waiting.addFirst(new Registration(".", FolderWriter.now(), true));
        }
    }

    private void registerWaiting() {
        while (!stopped) {
            try {
                Registration next = waiting.poll(1, TimeUnit.HOURS);
                if (next != null) {
                    registerNow(next);
                    unfinished.decrementAndGet();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                gap.set(true);
                unfinished.decrementAndGet();
                LOG.warn("A directory of the folder {} cannot be watched; only scans see it.", root.path(), e);
            }
        }
    }

    private void registerNow(Registration next) {
        try (Scratch scratch = new Scratch()) {
            int directory = root.open(scratch, next.path, Root.DIRECTORY);
            if (directory < 0) {
                if (!Errno.absent(-directory)) {
                    throw Errno.fault(-directory, "watch " + next.path);
                }
                return; // it is gone again, and the event of that is on its way
            }
            try {
                OptionalInt before = table.watch(next.path);
                int watch = table.add(next.path, () -> inotify.add(scratch, directory));
                if (watch < 0) {
                    refused(-watch, next.path);
                }
                boolean seenAllAlong = next.renewed && before.equals(OptionalInt.of(watch));
                walk(scratch, next, directory, seenAllAlong ? Long.MAX_VALUE : next.since);
            } finally {
                Posix.close(directory);
            }
        }
    }

    /** Tells what changed at the time or later, and has the directories in it registered. */
    private void walk(Scratch scratch, Registration next, int directory, long since) {
        if (since > 0
                && Posix.statx(scratch, directory) == 0
                && Posix.stat(scratch).changed() >= since) {
            teller.lost(next.path); // something may have been removed
        }
        int status = reader.read(directory, next.path, (path, stat, link) -> {
            if (!stat.directory()) {
                if (since == 0 || stat.changed() >= since - LAG_NANOSECONDS) {
                    teller.touched(path);
                }
            } else if (link) {
                gap.set(true);
            } else if (next.renewed || !table.has(path)) {
                register(new Registration(path, next.since, next.renewed));
            }
            return !stopped;
        });
        if (status < 0) {
            throw Errno.fault(-status, "list " + next.path);
        }
    }

    private void refused(int errno, String path) {
        gap.set(true);
        if (errno != Errno.ENOSPC) {
            throw Errno.fault(errno, "watch " + path);
        }
        if (limitReported.compareAndSet(false, true)) {
            LOG.warn(
                    "The folder {} has more directories than inotify may watch (raise fs.inotify.max_user_watches);"
                            + " changes in the others are found by scans only, which run as often as once a minute.",
                    root.path());
        }
    }
}
