package dev.imago.store.folder;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Watchable;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a folder and all directories in it, with two threads: one reads events, the other registers directories.
 *
 * <p>A directory is first watched and then listed, through one descriptor, so that nothing falls between. What the list shows
 * is told when it may have happened before the watch: everything in a directory that has just been made, otherwise what
 * changed since the registration was asked for. A tree that was moved in is told as one lost prefix, one that was moved out or
 * deleted as removed. After an overflow everything is lost, and registered again.
 *
 * <p>What could not be watched, or is watched no more (a limit, a link, an unmounted file system), leaves a gap. A renewal closes
 * it where it can: it walks through all directories again, the watched ones too, since those below may not be.
 */
final class FolderWatch implements Watchable.Watch {
    /**
     * @param since files changed at or after this time are told; 0 for all
     * @param renewed whether directories that are watched already are walked through as well
     */
    private record Registration(String path, long since, boolean renewed) {}

    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
    private static final int POLL_MILLISECONDS = 200;
    /** Between two attempts to read events that cannot be read. */
    private static final long DEAF_PAUSE_NANOSECONDS = 1_000_000_000L;

    /** Clocks of file systems lag, by a tick or by the difference to a server. */
    private static final long LAG_NANOSECONDS = 2_000_000_000L;

    private final Root root;
    private final DirectoryReader reader;
    private final Watchable.Listener listener;
    private final Inotify inotify;
    private final WatchTable table = new WatchTable();
    private final LinkedBlockingDeque<Registration> waiting = new LinkedBlockingDeque<>();
    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicBoolean gap = new AtomicBoolean();
    private final AtomicBoolean limitReported = new AtomicBoolean();
    private final Thread events;
    private final Thread registrar;
    private volatile boolean deaf;
    private volatile boolean closed;

    FolderWatch(Root root, Watchable.Listener listener) {
        this(root, listener, new Inotify());
    }

    FolderWatch(Root root, Watchable.Listener listener, Inotify inotify) {
        this.inotify = inotify;
        this.root = root;
        this.reader = new DirectoryReader(root);
        this.listener = listener;
        register(".", FolderWriter.now());
        this.events = Thread.ofPlatform().daemon().name("folder-events").start(this::readEvents);
        this.registrar = Thread.ofPlatform().daemon().name("folder-register").start(this::registerWaiting);
    }

    @Override
    public boolean complete() {
        return unfinished.get() == 0 && !gap.get() && !deaf;
    }

    /** While a registration is under way, its gaps are left to the next renewal, so that renewals do not pile up. */
    @Override
    public void renew() {
        if (unfinished.compareAndSet(0, 1)) {
            gap.set(false); // before the walk begins: whatever it or an event finds from now on stays
            waiting.addFirst(new Registration(".", FolderWriter.now(), true));
        }
    }

    @Override
    public void close() {
        closed = true;
        events.interrupt();
        registrar.interrupt();
        for (Thread thread : new Thread[] {events, registrar}) {
            boolean interrupted = false;
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        inotify.close();
    }

    // --- events
    // --------------------------------------------------------------------------------------------------------

    private void readEvents() {
        while (!closed) {
            try {
                int status = inotify.poll(POLL_MILLISECONDS, this::event);
                if (status < 0 != deaf) {
                    turn(status);
                }
                if (deaf) {
                    TimeUnit.NANOSECONDS.sleep(DEAF_PAUSE_NANOSECONDS);
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.error("An event of the folder {} could not be handled; it is scanned.", root.path(), e);
                listener.lost("");
            }
        }
    }

    /** Events cannot be read any more, or can again. Nobody knows what was missed. */
    private void turn(int status) {
        deaf = status < 0;
        if (deaf) {
            LOG.error(
                    "Changes of the folder {} cannot be read any more (errno {}); they are found by scans only,"
                            + " until they can.",
                    root.path(),
                    -status);
        } else {
            LOG.info("Changes of the folder {} can be read again.", root.path());
        }
        listener.lost("");
    }

    private void event(int watch, int mask, String name) {
        if ((mask & Inotify.OVERFLOW) != 0) {
            overflowed();
        } else if ((mask & Inotify.IGNORED) != 0) {
            table.dropped(watch);
        } else if ((mask & Inotify.UNMOUNT) != 0) {
            gap.set(true);
            listener.lost("");
        } else if (Names.visible(name)) {
            table.path(watch, inotify::remove)
                    .ifPresent(parent -> entryEvent(parent.equals(".") ? name : parent + "/" + name, mask));
        }
    }

    private void entryEvent(String path, int mask) {
        if ((mask & Inotify.DIRECTORY) != 0) {
            directoryEvent(path, mask);
        } else if ((mask & Inotify.CREATE) == 0 || hasBytesAlready(path)) {
            touched(path);
        }
    }

    private void directoryEvent(String path, int mask) {
        if ((mask & Inotify.CREATE) != 0) {
            register(path, 0);
        } else if ((mask & Inotify.MOVED_TO) != 0) {
            register(path, FolderWriter.now());
            listener.lost(path + "/");
        } else if ((mask & Inotify.MOVED_FROM) != 0) {
            table.forget(path, inotify::remove);
            listener.removed(path + "/");
        } else if ((mask & Inotify.DELETE) != 0) {
            listener.removed(path + "/");
        }
    }

    /**
     * Whether a new name is that of a file that may be complete, which nobody will write and close under this name: a hard or
     * symbolic link, or a file that had no name while it was written (O_TMPFILE). One that has bytes because somebody is
     * writing it is told once too often, and found unsettled.
     */
    private boolean hasBytesAlready(String path) {
        try (Scratch scratch = new Scratch()) {
            int directory = root.open(scratch, Names.parentOf(path), Root.DIRECTORY);
            if (directory < 0) {
                return false;
            }
            try {
                if (Posix.statxAt(scratch, directory, Names.lastOf(path)) != 0) {
                    return false;
                }
                FileStat stat = Posix.stat(scratch);
                return stat.link() || (stat.regular() && (stat.links() > 1 || stat.size() > 0));
            } finally {
                Posix.close(directory);
            }
        }
    }

    /** Events were dropped by the kernel: directories may have come and gone unseen. */
    void overflowed() {
        LOG.warn("The folder {} changes faster than events can be read; it is scanned.", root.path());
        table.forget(".", inotify::remove);
        register(".", FolderWriter.now());
        listener.lost("");
    }

    // --- registration
    // --------------------------------------------------------------------------------------------------

    private void register(String path, long since) {
        register(new Registration(path, since, false));
    }

    private void register(Registration next) {
        unfinished.incrementAndGet();
        waiting.addFirst(next);
    }

    private void registerWaiting() {
        while (!closed) {
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
            listener.lost(next.path.equals(".") ? "" : next.path + "/"); // something may have been removed
        }
        int status = reader.read(directory, next.path, (path, stat, link) -> {
            if (!stat.directory()) {
                if (since == 0 || stat.changed() >= since - LAG_NANOSECONDS) {
                    touched(path);
                }
            } else if (link) {
                gap.set(true);
            } else if (next.renewed || !table.has(path)) {
                register(new Registration(path, next.since, next.renewed));
            }
            return !closed;
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

    private void touched(String path) {
        try {
            listener.touched(ImageKey.of(path));
        } catch (Fault notAKey) {
            LOG.debug("No key can name {}", path);
        }
    }
}
