package dev.imago.store.folder;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Capacity;
import dev.imago.store.Content;
import dev.imago.store.Lasting;
import dev.imago.store.Listing;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.ReadingAtOnce;
import dev.imago.store.Settling;
import dev.imago.store.Staging;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import dev.imago.store.Watchable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * A folder whose files are the images: the key is the path below it, and so is the locator. Other programs may put, change
 * and remove files there at any time.
 *
 * <p>Hidden files (a segment begins with a dot), links that lead out, and what is not a regular file are absent. A folder
 * that cannot be written to is served all the same; its puts are refused. A {@link Sharing#SHARED shared} one is not watched.
 */
public final class FolderStore implements Store, PathAddressed, Listing, ReadingAtOnce, Settling, Lasting, Watchable {
    private final String name;
    private final Root root;
    private final Optional<Incoming> incoming;
    private final FolderWriter writer;
    private final Sharing sharing;
    private final Leases leases;
    private final Capacity capacity;
    private final Workers workers;
    private final Reads reads;
    private final TransferBuffers buffers = new TransferBuffers();

    /** Opens a folder of this machine; as below. */
    public FolderStore(String name, Path folder, Durability durability, String node) {
        this(name, folder, durability, node, Sharing.LOCAL);
    }

    /**
     * Opens a folder.
     *
     * @param node what tells this process's spool files from those of others on the same share
     * @throws Fault when the folder is not there or cannot be read
     */
    public FolderStore(String name, Path folder, Durability durability, String node, Sharing sharing) {
        this(name, folder, durability, node, sharing, true);
    }

    FolderStore(String name, Path folder, Durability durability, String node, Sharing sharing, boolean mayUseOpenat2) {
        this.name = name;
        this.root = new Root(folder, mayUseOpenat2);
        this.incoming = Incoming.open(root.path(), node);
        this.writer = new FolderWriter(root, incoming, durability);
        this.sharing = sharing;
        this.leases = new Leases(sharing == Sharing.LOCAL
                && incoming.map(Incoming::leasesTellTheTruth).orElse(false));
        this.workers = new Workers(name);
        this.reads = new Reads(name, Reads.PATIENCE, sharing);
        this.capacity = new FolderCapacity(root.path(), reads);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<BlobStat> stat(Locator locator) {
        return Names.visible(locator.value()) ? reads.run(() -> look(locator)) : Optional.empty();
    }

    private Optional<BlobStat> look(Locator locator) {
        try (Scratch scratch = new Scratch()) {
            int fd = root.open(scratch, locator.value(), Root.LOOK);
            if (fd < 0) {
                return absent(fd, locator);
            }
            try {
                return Optional.of(statOf(scratch, fd, locator))
                        .filter(FileStat::regular)
                        .map(FileStat::blobStat);
            } finally {
                Posix.close(fd);
            }
        }
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return Names.visible(locator.value())
                ? reads.<Optional<Blob>>run(
                        () -> openNow(locator, range).map(Blob.class::cast), late -> late.ifPresent(Blob::close))
                : Optional.empty();
    }

    @Override
    public boolean read(Locator locator, String validator, ByteBuffer into) {
        return Names.visible(locator.value()) && reads.run(() -> readNow(locator, validator, into));
    }

    private boolean readNow(Locator locator, String validator, ByteBuffer into) {
        Optional<FolderBlob> opened = openNow(locator, ByteRange.ALL);
        if (opened.isEmpty()) {
            return false;
        }
        FolderBlob blob = opened.get();
        try {
            boolean known =
                    blob.stat().validator().equals(validator) && blob.stat().size() == into.remaining();
            if (known) {
                blob.fillNow(into);
            }
            return known;
        } finally {
            blob.closeNow();
        }
    }

    private Optional<FolderBlob> openNow(Locator locator, ByteRange range) {
        try (Scratch scratch = new Scratch()) {
            int fd = root.open(scratch, locator.value(), Root.READ);
            if (fd < 0) {
                return absent(fd, locator);
            }
            boolean handedOver = false;
            try {
                FileStat stat = statOf(scratch, fd, locator);
                handedOver = stat.regular();
                return handedOver
                        ? Optional.of(new FolderBlob(fd, stat, range, locator.value(), buffers, leases, reads))
                        : Optional.empty();
            } finally {
                if (!handedOver) {
                    Posix.close(fd);
                }
            }
        }
    }

    @Override
    public Stored put(ImageKey key, Content content) {
        return new Stored(new Locator(key.value()), workers.run(() -> writer.put(key, content)));
    }

    @Override
    public boolean delete(Locator locator) {
        return Names.visible(locator.value())
                && workers.run(
                        () -> writer.delete(locator.value(), stat(locator).isPresent()));
    }

    @Override
    public Optional<Locator> locate(ImageKey key) {
        return key.hidden() ? Optional.empty() : Optional.of(new Locator(key.value()));
    }

    @Override
    public ImageKey keyOf(Locator locator) {
        return ImageKey.of(locator.value());
    }

    @Override
    public void list(String prefix, Predicate<Listed> visitor, BiConsumer<String, Fault> unreadable) {
        FolderWalk.list(root, prefix, visitor, unreadable);
    }

    @Override
    public Optional<Instant> changed(String prefix) {
        String path = prefix.isEmpty() ? "." : prefix.substring(0, prefix.length() - 1);
        return prefix.isEmpty() || Names.visible(path) ? reads.run(() -> directoryChanged(path)) : Optional.empty();
    }

    private Optional<Instant> directoryChanged(String path) {
        try (Scratch scratch = new Scratch()) {
            int fd = root.open(scratch, path, Root.DIRECTORY);
            if (fd < 0) {
                return Errno.absent(-fd) ? Optional.empty() : Optional.of(Instant.MIN);
            }
            try {
                return Optional.of(
                        Posix.statx(scratch, fd) == 0 ? Posix.stat(scratch).modifiedAt() : Instant.MIN);
            } finally {
                Posix.close(fd);
            }
        }
    }

    @Override
    public boolean settled(Locator locator) {
        return !Names.visible(locator.value()) || reads.run(() -> settledNow(locator));
    }

    private boolean settledNow(Locator locator) {
        try (Scratch scratch = new Scratch()) {
            int fd = root.open(scratch, locator.value(), Root.READ);
            if (fd < 0) {
                return absent(fd, locator).isEmpty();
            }
            try {
                FileStat stat = statOf(scratch, fd, locator);
                return !stat.regular() || leases.settled(scratch, fd, stat, FolderWriter.now());
            } finally {
                Posix.close(fd);
            }
        }
    }

    @Override
    public void makeLast(Locator locator) {
        if (Names.visible(locator.value())) {
            workers.run(() -> writer.makeLast(locator.value()));
        }
    }

    /** {@inheritDoc} To be closed before the store. */
    @Override
    public Watch watch(Listener listener) {
        return new FolderWatch(root, listener);
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        if (type == Staging.class) {
            return incoming.map(type::cast);
        }
        if (type == Watchable.class && sharing == Sharing.SHARED) {
            return Optional.empty();
        }
        if (type == Capacity.class) {
            return Optional.of(type.cast(capacity));
        }
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /** Closes what the store holds open. Nobody may use it any more; blobs that are still open go on. */
    @Override
    public void close() {
        workers.close();
        reads.close();
        incoming.ifPresent(Incoming::close);
        root.close();
    }

    /**
     * The version of an open file. Before Linux 6.13, writes within one tick of the clock bear one time: a file that was
     * written just now could be written again without a visible difference. The end of the tick is waited for, so that any
     * later write shows. A file that Imago put needs no wait: its modification time is one that no tick has.
     */
    private static FileStat statOf(Scratch scratch, int fd, Locator locator) {
        FileStat stat = statNow(scratch, fd, locator);
        for (int attempt = 0; attempt < 3 && stat.modified() == stat.changed(); attempt++) {
            long age = FolderWriter.now() - stat.changed();
            if (age < 0 || age >= FileStat.TICK_NANOSECONDS) {
                return stat;
            }
            LockSupport.parkNanos(FileStat.TICK_NANOSECONDS - age);
            stat = statNow(scratch, fd, locator);
        }
        return stat;
    }

    private static FileStat statNow(Scratch scratch, int fd, Locator locator) {
        int status = Posix.statx(scratch, fd);
        if (status < 0) {
            throw Errno.fault(-status, "stat " + locator);
        }
        return Posix.stat(scratch);
    }

    private static <T> Optional<T> absent(int error, Locator locator) {
        if (Errno.absent(-error)) {
            return Optional.empty();
        }
        throw Errno.fault(-error, "open " + locator);
    }
}
