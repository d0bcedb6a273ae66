package dev.imago.os;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Memory that sockets can be given as it is, without a copy: a file without a name (memfd_create(2)), which is only written where nothing was
 * ever before. What is taken back is punched out of it: packets that are still on their way keep their pages, and nobody ever writes to
 * them again. One for the process; thread-safe.
 */
public final class PageFile {
    private static final Logger LOG = LoggerFactory.getLogger(PageFile.class);
    private static final Cleaner CLEANER = Cleaner.create();

    /** The kernel allows 65,530 mappings in all to a process by default (vm.max_map_count), and the JVM needs some. */
    private static final int MOST = 4_096;

    private static final long PAGE = 4_096;
    private static final int MFD_CLOEXEC = 1;
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;

    private final NativeFunction fallocate = NativeFunction.named("fallocate");
    private final int file;
    private final FileChannel channel;
    private final AtomicLong end = new AtomicLong();
    private final AtomicInteger held = new AtomicInteger();

    private PageFile(int file) throws IOException {
        this.file = file;
        this.channel =
                FileChannel.open(Path.of("/proc/self/fd/" + file), StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * What was copied.
     *
     * @param bytes read-only; they lie at the pages as long as somebody holds them or a part of them
     */
    public record Copy(ByteBuffer bytes, Pages pages) {}

    /** The one of this process, made when it is first asked for; nothing if it cannot be had. */
    public static Optional<PageFile> ofProcess() {
        return Holder.ONE;
    }

    private static final class Holder {
        static final Optional<PageFile> ONE = make();

        private static Optional<PageFile> make() {
            try (Arena arena = Arena.ofConfined()) {
                long made = NativeFunction.named("memfd_create")
                        .result(arena.allocateFrom("imago").address(), MFD_CLOEXEC, 0, 0);
                return (int) made < 0 ? Optional.empty() : Optional.of(new PageFile((int) made));
            } catch (IOException | NoSuchElementException e) {
                LOG.info(
                        "Hot images are copied to sockets: this system has no memory that can be handed over ({})",
                        e.toString());
                return Optional.empty();
            }
        }
    }

    /**
     * Copies the bytes from position to limit, which does not move. Takes about as long as writing them to a socket does.
     *
     * @param gone runs when nobody holds the copy any more
     * @return nothing if there are too many copies, or no memory is to be had
     */
    public Optional<Copy> copy(ByteBuffer bytes, Runnable gone) {
        if (held.incrementAndGet() > MOST) {
            held.decrementAndGet();
            return Optional.empty();
        }
        long size = bytes.remaining();
        long room = roundedUp(size);
        long at = end.getAndAdd(room);
        try {
            ByteBuffer rest = bytes.duplicate();
            for (long place = at; rest.hasRemaining(); ) {
                place += channel.write(rest, place);
            }
            MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, at, size);
            CLEANER.register(mapped, () -> {
                giveBack(at, room);
                gone.run();
            });
            return Optional.of(new Copy(mapped, new Pages(file, at)));
        } catch (IOException | OutOfMemoryError e) {
            LOG.warn("An image is not kept in pages: {}", e.toString());
            giveBack(at, room);
            return Optional.empty();
        }
    }

    /** What so many bytes take. */
    public static long roundedUp(long size) {
        return (size + PAGE - 1) / PAGE * PAGE;
    }

    private void giveBack(long at, long room) {
        long failed = fallocate.result(file, FALLOC_FL_KEEP_SIZE | FALLOC_FL_PUNCH_HOLE, at, room);
        if ((int) failed < 0) {
            LOG.warn("{} bytes of memory cannot be given back", room);
        }
        held.decrementAndGet();
    }
}
