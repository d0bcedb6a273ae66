package dev.imago.upload.tus;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.upload.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** One upload. All but {@link #info()} is for the one who has the {@link #turn()}. */
public final class TusUpload {
    private static final int BUFFER = 64 << 10;
    private static final long CHECKPOINT = 8L << 20;

    private final TusFiles files;
    private final Duration life;
    private final InstantSource clock;
    private final Turn turn = new Turn();
    private volatile TusInfo info;
    private volatile boolean removed;

    TusUpload(TusFiles files, TusInfo info, Duration life, InstantSource clock) {
        this.files = files;
        this.info = info;
        this.life = life;
        this.clock = clock;
    }

    /** As it is on the disk. */
    public TusInfo info() {
        return info;
    }

    Turn turn() {
        return turn;
    }

    boolean removed() {
        return removed;
    }

    boolean expired() {
        return !clock.instant().isBefore(info.expires());
    }

    /**
     * Appends a body. When this returns {@code DONE}, all of it is on the disk. A body without a checksum that is cut off is kept as far as
     * it came.
     *
     * @throws IOException as the body threw it
     * @throws Fault of kind {@code NO_SPACE} or {@code UNAVAILABLE} when the disk fails
     */
    public Appended append(long offset, InputStream body, Optional<Checksum> checksum) throws IOException {
        if (offset != info.offset()) {
            return Appended.WRONG_OFFSET;
        }
        if (info.complete()) {
            return Appended.DONE;
        }
        try (FileChannel out = FileChannel.open(files.data(info.id()), StandardOpenOption.WRITE)) {
            out.truncate(offset);
            out.position(offset);
            return copy(body, out, checksum);
        } catch (ClientFailed e) {
            throw e.getCause();
        } catch (IOException e) {
            throw TusFiles.fault(e);
        }
    }

    private Appended copy(InputStream body, FileChannel out, Optional<Checksum> checksum) throws IOException {
        Optional<MessageDigest> computation = checksum.map(Checksum::begin);
        byte[] buffer = new byte[BUFFER];
        try {
            for (int count = read(body, buffer); count >= 0; count = read(body, buffer)) {
                if (out.position() + count > info.length()) {
                    out.truncate(info.offset());
                    return Appended.TOO_MANY;
                }
                if (!files.hasRoomFor(count)) {
                    if (checksum.isEmpty()) {
                        keep(out);
                    }
                    throw TusFiles.full();
                }
                ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                if (computation.isPresent()) {
                    computation.get().update(buffer, 0, count);
                } else if (out.position() - info.offset() >= CHECKPOINT) {
                    keep(out);
                }
            }
        } catch (ClientFailed e) {
            // Bytes that cannot be held against their checksum any more lie behind the offset, and are dropped next
            // time.
            if (checksum.isEmpty()) {
                keep(out);
            }
            throw e;
        }
        if (computation.isPresent() && !checksum.get().matches(computation.get())) {
            out.truncate(info.offset());
            return Appended.WRONG_CHECKSUM;
        }
        keep(out);
        return Appended.DONE;
    }

    private void keep(FileChannel out) throws IOException {
        out.force(false);
        save(info.at(out.position(), expiry()));
    }

    private int read(InputStream body, byte[] buffer) {
        try {
            turn.beforeRead();
            int count;
            try {
                count = body.read(buffer);
            } finally {
                turn.afterRead();
            }
            return count;
        } catch (IOException e) {
            throw new ClientFailed(e);
        }
    }

    /**
     * Makes a complete upload an image, unless it is one already. It is removed when its bytes are refused; when something else is
     * in the way, it stays and can be finished later.
     *
     * @throws Fault as {@code pipeline} throws it
     */
    public Digest finish(Function<Spool, Digest> pipeline) {
        if (info.result().isPresent()) {
            return info.result().get();
        }
        try (Spool spool = Spool.of(files.linkForStore(info.id()))) {
            Digest digest = pipeline.apply(spool);
            save(info.finished(digest, expiry()));
            files.removeData(info.id());
            return digest;
        } catch (IOException e) {
            throw TusFiles.fault(e);
        } catch (Fault fault) {
            if (refusal(fault.kind())) {
                remove();
            }
            throw fault;
        }
    }

    /** Removes it with all that arrived. */
    public void remove() {
        try {
            removed = true;
            files.remove(info.id());
        } catch (IOException e) {
            throw TusFiles.fault(e);
        }
    }

    private void save(TusInfo changed) throws IOException {
        files.write(changed);
        info = changed;
    }

    private Instant expiry() {
        return clock.instant().plus(life);
    }

    /** Whether the same bytes would be refused again. What is forbidden may be allowed again: a folder may be read-only for a while. */
    private static boolean refusal(Fault.Kind kind) {
        return switch (kind) {
            case INVALID, TOO_LARGE, UNSUPPORTED_TYPE, UNPROCESSABLE, PRECONDITION_FAILED, ABSENT, GONE -> true;
            default -> false;
        };
    }

    /** The client's connection failed, not our disk. */
    private static final class ClientFailed extends UncheckedIOException {
        private static final long serialVersionUID = 1;

        ClientFailed(IOException cause) {
            super(cause);
        }
    }
}
