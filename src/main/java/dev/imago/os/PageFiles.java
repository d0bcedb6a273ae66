package dev.imago.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory that sockets can be given as it is, without a copy: files without a name (memfd_create(2)), one for each copy, written once, and given
 * back as a whole. Packets that are still on their way then keep their pages as they are. (A hole that is punched into a file may be a part of a
 * page, or of a large folio, which the kernel fills with zeros where it lies.) One for the process; thread-safe.
 */
public final class PageFiles {
    private static final Logger LOG = LoggerFactory.getLogger(PageFiles.class);
    private static final Cleaner CLEANER = Cleaner.create();

    /** Each is a mapping, of which the kernel allows a process 65,530 by default (vm.max_map_count); the JVM needs some. */
    private static final int MOST = 4_096;

    /** Of the descriptors that the process may have; the others are for connections. */
    private static final int SHARE = 16;

    private static final int MFD_CLOEXEC = 1;
    private static final int RLIMIT_NOFILE = 7;

    private static final Optional<PageFiles> ONE = make();

    private final MemorySegment name = Arena.global().allocateFrom("imago");
    private final NativeFunction create = NativeFunction.named("memfd_create");
    private final NativeFunction close = NativeFunction.named("close");
    private final int most = most();
    private final AtomicInteger held = new AtomicInteger();

    private PageFiles() {}

    /** Nothing where there are none to be had, which a line in the log tells. */
    public static Optional<PageFiles> ofProcess() {
        return ONE;
    }

    private static Optional<PageFiles> make() {
        try {
            PageFiles files = new PageFiles();
            int probe = files.newFile();
            if (probe < 0) {
                LOG.info("Hot images are copied to sockets: this system gives no files in memory");
                return Optional.empty();
            }
            files.close.ignoringResult(probe);
            return Optional.of(files);
        } catch (RuntimeException | LinkageError notLinux) {
            LOG.info("Hot images are copied to sockets: {}", notLinux.toString());
            return Optional.empty();
        }
    }

    private static int most() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(16, 8);
            long failed = NativeFunction.named("getrlimit").result(RLIMIT_NOFILE, limit.address(), 0, 0);
            long soft = limit.get(ValueLayout.JAVA_LONG, 0);
            return (int) failed < 0 ? 0 : soft < 0 ? MOST : (int) Math.min(MOST, soft / SHARE);
        }
    }

    /**
     * What was copied.
     *
     * @param bytes read-only; they lie at the pages as long as somebody holds them or a part of them
     */
    public record Copy(ByteBuffer bytes, Pages pages) {}

    /**
     * Copies the bytes from position to limit, which does not move. Takes about as long as writing them to a socket does.
     *
     * @param gone runs when nobody holds the copy any more
     * @return nothing if there are many copies already, or no memory or descriptor is to be had
     */
    public Optional<Copy> copy(ByteBuffer bytes, Runnable gone) {
        int file = held.incrementAndGet() > most ? -1 : newFile();
        if (file < 0) {
            held.decrementAndGet();
            return Optional.empty();
        }
        try {
            MappedByteBuffer mapped = filled(file, bytes);
            CLEANER.register(mapped, () -> {
                giveBack(file);
                gone.run();
            });
            return Optional.of(new Copy(mapped, new Pages(mapped, file, 0)));
        } catch (IOException | OutOfMemoryError e) {
            LOG.warn("An image is not kept in pages: {}", e.toString());
            giveBack(file);
            return Optional.empty();
        }
    }

    /** Its descriptor; negative if there is none. */
    private int newFile() {
        return (int) create.result(name.address(), MFD_CLOEXEC, 0, 0);
    }

    private static MappedByteBuffer filled(int file, ByteBuffer bytes) throws IOException {
        Path path = Path.of("/proc/self/fd/" + file);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer rest = bytes.duplicate();
            while (rest.hasRemaining()) {
                channel.write(rest, rest.position() - bytes.position());
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, bytes.remaining());
        }
    }

    private void giveBack(int file) {
        close.ignoringResult(file);
        held.decrementAndGet();
    }
}
