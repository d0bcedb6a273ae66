package dev.imago.store.folder;

import dev.imago.store.Watchable;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a folder and all directories in it, with two threads: one reads events, the other registers directories
 * ({@link Registrar}).
 *
 * <p>A tree that was moved in is told as one lost prefix, one that was moved out or deleted as removed. After an overflow
 * everything is lost, and registered again.
 */
final class FolderWatch implements Watchable.Watch {
    private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
    private static final int POLL_MILLISECONDS = 200;
    /** Between two attempts to read events that cannot be read. */
    private static final long DEAF_PAUSE_NANOSECONDS = 1_000_000_000L;

    private final Root root;
    private final Teller teller;
    private final Inotify inotify;
    private final WatchTable table = new WatchTable();
    private final Registrar registrar;
    private final Thread events;
    private volatile boolean deaf;
    private volatile boolean closed;

    FolderWatch(Root root, Watchable.Listener listener) {
        this(root, listener, new Inotify());
    }

    FolderWatch(Root root, Watchable.Listener listener, Inotify inotify) {
        this.inotify = inotify;
        this.root = root;
        this.teller = new Teller(listener);
        this.registrar = new Registrar(root, table, inotify, teller);
        this.events = Thread.ofPlatform().daemon().name("folder-events").unstarted(this::readEvents);
        registrar.register(".", FolderWriter.now());
        events.start();
        registrar.start();
    }

    @Override
    public boolean complete() {
        return registrar.complete() && !deaf;
    }

    @Override
    public void renew() {
        registrar.renew();
    }

    /** What a thread that hangs uses stays open: its descriptors would soon be those of other files. */
    @Override
    public boolean stop(Duration patience) {
        closed = true;
        teller.close();
        events.interrupt();
        registrar.stop();
        try {
            long deadline = System.nanoTime() + patience.toNanos();
            if (ended(events, deadline) && ended(registrar.thread(), deadline)) {
                inotify.close();
                return true;
            }
            LOG.warn("The folder {} does not answer; its watch is left behind.", root.path());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    private static boolean ended(Thread thread, long deadline) throws InterruptedException {
        thread.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        return !thread.isAlive();
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
                teller.lost(".");
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
        teller.lost(".");
    }

    private void event(int watch, int mask, String name) {
        if ((mask & Inotify.OVERFLOW) != 0) {
            overflowed();
        } else if ((mask & Inotify.IGNORED) != 0) {
            table.dropped(watch);
        } else if ((mask & Inotify.UNMOUNT) != 0) {
            registrar.leaveGap();
            teller.lost(".");
        } else if (Names.visible(name)) {
            table.path(watch, inotify::remove)
                    .ifPresent(parent -> entryEvent(parent.equals(".") ? name : parent + "/" + name, mask));
        }
    }

    private void entryEvent(String path, int mask) {
        if ((mask & Inotify.DIRECTORY) != 0) {
            directoryEvent(path, mask);
        } else if ((mask & (Inotify.DELETE | Inotify.MOVED_FROM)) != 0) {
            teller.removedFile(path);
        } else if ((mask & Inotify.CREATE) == 0 || hasBytesAlready(path)) {
            teller.touched(path);
        }
    }

    private void directoryEvent(String path, int mask) {
        if ((mask & Inotify.CREATE) != 0) {
            registrar.register(path, 0);
        } else if ((mask & Inotify.MOVED_TO) != 0) {
            registrar.register(path, FolderWriter.now());
            teller.lost(path);
        } else if ((mask & Inotify.MOVED_FROM) != 0) {
            table.forget(path, inotify::remove);
            teller.removed(path);
        } else if ((mask & Inotify.DELETE) != 0) {
            teller.removed(path);
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
        registrar.register(".", FolderWriter.now());
        teller.lost(".");
    }
}
