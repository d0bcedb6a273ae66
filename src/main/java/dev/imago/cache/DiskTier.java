package dev.imago.cache;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * What was made of originals, in files on a local disk, bounded by bytes and by files. The key is the digest of the original and the
 * canonical text of what was made of it. Thread-safe; blocks for the disk, so it is not for an I/O thread. The folder belongs to one
 * process.
 *
 * <p><b>Nothing wrong is served.</b> A file comes to its name whole ({@link DiskFolder}) and says by itself what it is
 * ({@link FileHeader}). Its header is checked whenever it is opened, its content when it is opened for the first time after a
 * start, and by {@link CachedFile#whole} each time. What is damaged is deleted, and was never there.
 *
 * <p><b>Nothing removed comes back.</b> As in the {@link MemoryTier}, whoever makes something takes a {@link #ticket} before the
 * original is read; a removal makes older tickets worthless. Originals in the same directory share their tickets, at the price of
 * a file that is now and then not kept.
 *
 * <p><b>Bounds.</b> Files count by the blocks they take. There is one file at most for each 16 KiB of the bound, which is what
 * ext4 makes of inodes: the cache takes no larger share of them than of the bytes. What goes first, {@link DiskIndex} says.
 *
 * <p><b>After a start</b> a thread reads the headers of all files. Until it is through, a file that is not known yet is looked for on the
 * disk; a new one is kept only in the place of known ones. How often files were used is forgotten.
 *
 * <p><b>A disk that fails</b> costs what is in the cache, nothing else: reading finds nothing, writing is tried again after a while,
 * and the statistics and now and then the log tell of it.
 */
public final class DiskTier implements AutoCloseable {
    private static final long BYTES_A_FILE = 16 << 10;
    private static final Duration REST = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final long maxBytes;
    private final DiskFolder folder;
    private final DiskIndex index;
    private final DiskTrouble trouble;
    private final DiskScan scan;
    private final Thread scanning;
    private final ReentrantLock[] locks =
            Stream.generate(ReentrantLock::new).limit(FileName.DIRECTORIES).toArray(ReentrantLock[]::new);
    private final AtomicLongArray generations = new AtomicLongArray(FileName.DIRECTORIES);
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder corrupt = new LongAdder();

    /**
     * Opens the tier, and begins to look what is there.
     *
     * @param path of its folder, in which nothing else lies; made if need be
     * @param maxBytes what all files together may take
     * @throws Fault when the folder cannot be made or read
     */
    public DiskTier(Path path, long maxBytes) {
        this(path, maxBytes, Math.max(1, maxBytes / BYTES_A_FILE), REST);
    }

    /** @param rest how long nothing is written after an error */
    DiskTier(Path path, long maxBytes, long maxFiles, Duration rest) {
        try {
            this.folder = new DiskFolder(path);
        } catch (IOException e) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The folder of the cache on disk cannot be used.", e)
                    .withDetail(path + ": " + e);
        }
        this.maxBytes = maxBytes;
        this.index = new DiskIndex(maxBytes, maxFiles);
        this.trouble = new DiskTrouble(path, rest);
        this.scan = new DiskScan(folder, index, locks, trouble, this::evict, corrupt::increment);
        this.scanning = Thread.ofPlatform().daemon().name("cache-scan").start(scan);
    }

    /** To be taken before an original is read. */
    public long ticket(Digest original) {
        return generations.get(FileName.directory(original));
    }

    /**
     * Finds what was made of an original. The caller closes it.
     *
     * @param what the canonical text
     */
    public Optional<CachedFile> open(Digest original, String what) {
        Optional<CachedFile> found = openAside(original, what);
        (found.isPresent() ? hits : misses).increment();
        return found;
    }

    /** As {@link #open}, for what nobody asked for: neither a hit nor a miss. */
    public Optional<CachedFile> openAside(Digest original, String what) {
        return find(FileName.of(original, what)).filter(file -> isOf(file, original, what));
    }

    /** The whole key is in the header; the name is short. */
    private static boolean isOf(CachedFile file, Digest original, String what) {
        boolean same = file.header().original().equals(original)
                && file.header().what().equals(what);
        if (!same) {
            file.close();
        }
        return same;
    }

    private Optional<CachedFile> find(FileName name) {
        boolean allKnown = index.complete();
        // What is opened after this look is the file that the entry stands for, or a newer one, which this process has
        // written.
        Optional<DiskIndex.Entry> known = index.use(name);
        if (known.isEmpty() && allKnown) {
            return Optional.empty();
        }
        try {
            boolean verified = known.isPresent() && known.get().verified();
            Optional<CachedFile> file = CachedFile.open(folder.path(name));
            if (file.isEmpty() || !(verified || sound(file.get()))) {
                corrupt.increment();
                drop(name, known);
                return Optional.empty();
            }
            known.ifPresent(DiskIndex.Entry::verify);
            return file;
        } catch (NoSuchFileException deletedByOthersOrJustNow) {
            drop(name, known);
        } catch (IOException e) {
            trouble.reading(e);
        }
        return Optional.empty();
    }

    private static boolean sound(CachedFile file) throws IOException {
        boolean sound = false;
        try {
            sound = file.sound();
            return sound;
        } finally {
            if (!sound) {
                file.close();
            }
        }
    }

    /**
     * Keeps something, unless its original was removed since the ticket was taken, there is no room, or the disk fails.
     *
     * @param bytes from position to limit; neither is moved
     * @return whether it is kept
     */
    public boolean put(Digest original, String what, CachedFacts facts, ByteBuffer bytes, long ticket) {
        if (trouble.resting() || ticket(original) != ticket) {
            return false;
        }
        FileHeader header = FileHeader.of(original, what, facts, bytes);
        Optional<ByteBuffer> head = header.encode();
        if (head.isEmpty()) {
            return false;
        }
        long size = DiskFolder.onDisk(head.get().remaining() + header.length());
        Optional<List<FileName>> victims = index.reserve(size);
        if (victims.isEmpty()) {
            return false;
        }
        boolean kept = false;
        try {
            victims.get().forEach(this::evict);
            Path written = folder.write(head.get(), bytes);
            kept = publish(written, header, size, ticket);
        } catch (IOException e) {
            trouble.writing(e);
        } finally {
            if (!kept) {
                index.release(size);
            }
        }
        return kept;
    }

    private boolean publish(Path written, FileHeader header, long size, long ticket) throws IOException {
        FileName name = FileName.of(header.original(), header.what());
        boolean published = false;
        ReentrantLock lock = locks[name.directory()];
        lock.lock();
        try {
            if (ticket(header.original()) == ticket) {
                folder.publish(written, name);
                published = true;
                index.put(name, size, header.facts().cost());
            }
            return published;
        } finally {
            lock.unlock();
            if (!published) {
                DiskFolder.discard(written);
            }
        }
    }

    /**
     * Removes everything that was made of an original; when this returns, it is gone from the disk, and what is being made of it
     * is not kept.
     *
     * @return whether it is gone; if not, the disk refused, and the log says why
     */
    public boolean remove(Digest original) {
        int directory = FileName.directory(original);
        ReentrantLock lock = locks[directory];
        lock.lock();
        try {
            generations.incrementAndGet(directory);
            List<FileName> names = folder.of(original);
            names.forEach(name -> index.find(name).ifPresent(index::remove));
            for (FileName name : names) {
                folder.delete(name);
            }
            return true;
        } catch (IOException e) {
            trouble.reading(e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Takes away a file that the index has given up, unless there is a new one by now. */
    void evict(FileName name) {
        evictions.increment();
        drop(name, Optional.empty());
    }

    /** Deletes a file and forgets it, unless another one has taken its place. */
    private void drop(FileName name, Optional<DiskIndex.Entry> known) {
        ReentrantLock lock = locks[name.directory()];
        lock.lock();
        try {
            if (index.find(name).equals(known)) {
                known.ifPresent(index::remove);
                folder.delete(name);
            }
        } catch (IOException e) {
            trouble.reading(e);
        } finally {
            lock.unlock();
        }
    }

    public Stats stats() {
        DiskIndex.Extent extent = index.extent();
        return new Stats(
                extent.bytes(),
                maxBytes,
                extent.files(),
                hits.sum(),
                misses.sum(),
                evictions.sum(),
                corrupt.sum(),
                trouble.errors(),
                index.complete());
    }

    /**
     * Counts since the start; sizes now.
     *
     * @param bytes of the disk that is taken
     * @param corrupt files that were not what was written, and are deleted
     * @param errors of the disk
     * @param scanned whether all that an earlier process left is known
     */
    public record Stats(
            long bytes,
            long maxBytes,
            long files,
            long hits,
            long misses,
            long evictions,
            long corrupt,
            long errors,
            boolean scanned) {}

    /** Ends the look at what is there. What is kept stays for the next start. */
    @Override
    public void close() {
        scan.stop();
        try {
            scanning.join(GRACE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
