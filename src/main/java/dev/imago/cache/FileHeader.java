package dev.imago.cache;

import dev.imago.image.Digest;
import dev.imago.image.Dimensions;
import dev.imago.image.Format;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What stands before the bytes in each file of the {@link DiskTier}, so that a file says by itself what it is and whether it is
 * whole. The header has a checksum of its own; the digest of the content is in it, and serves as entity tag as well.
 *
 * @param what the canonical text of what was made of the original
 * @param content the digest of the bytes that follow
 * @param length how many these are
 */
record FileHeader(Digest original, String what, CachedFacts facts, Digest content, long length) {
    /** A header fits into one block, so that it is read at once. */
    static final int MOST = 4096;

    /** The last character is the version: a file of another one is none of ours. */
    private static final long MAGIC = 0x696d61676f2d7231L; // imago-r1

    private static final int CHECKED_FROM = 16;
    private static final int DIGEST = 32;

    static FileHeader of(Digest original, String what, CachedFacts facts, ByteBuffer bytes) {
        var computation = Digest.sha256();
        computation.update(bytes.duplicate());
        return new FileHeader(original, what, facts, Digest.of(computation), bytes.remaining());
    }

    /** Empty when the key is longer than a header may be. */
    Optional<ByteBuffer> encode() {
        byte[] text = what.getBytes(StandardCharsets.UTF_8);
        byte[] format = facts.format().name().getBytes(StandardCharsets.US_ASCII);
        int size = CHECKED_FROM + 2 * DIGEST + 8 + 8 + 12 + 1 + format.length + 2 + text.length;
        if (size > MOST) {
            return Optional.empty();
        }
        ByteBuffer header = ByteBuffer.allocate(size);
        header.putLong(MAGIC).putInt(size).putInt(0);
        header.put(original.bytes()).put(content.bytes()).putLong(length);
        header.putLong(facts.cost().toNanos());
        Dimensions dimensions = facts.dimensions();
        header.putInt(dimensions.width()).putInt(dimensions.height()).putInt(dimensions.frames());
        header.put((byte) format.length).put(format);
        header.putShort((short) text.length).put(text);
        header.putInt(CHECKED_FROM - 4, checksum(header.flip()));
        return Optional.of(header);
    }

    /**
     * Reads the header at the beginning of a file, and leaves the buffer where the content begins. Empty when that is no header of
     * ours, or a damaged one.
     */
    static Optional<FileHeader> decode(ByteBuffer start) {
        if (start.remaining() < CHECKED_FROM || start.getLong(0) != MAGIC) {
            return Optional.empty();
        }
        int size = start.getInt(8);
        if (size < CHECKED_FROM || size > start.limit()) {
            return Optional.empty();
        }
        ByteBuffer header = start.slice(0, size);
        if (header.getInt(CHECKED_FROM - 4) != checksum(header)) {
            return Optional.empty();
        }
        start.position(size);
        try {
            return Optional.of(fields(header.position(CHECKED_FROM)));
        } catch (RuntimeException notWrittenByThisVersion) {
            return Optional.empty();
        }
    }

    private static FileHeader fields(ByteBuffer header) {
        Digest original = new Digest(HexFormat.of().formatHex(next(header, DIGEST)));
        Digest content = new Digest(HexFormat.of().formatHex(next(header, DIGEST)));
        long length = header.getLong();
        Duration cost = Duration.ofNanos(header.getLong());
        Dimensions dimensions = new Dimensions(header.getInt(), header.getInt(), header.getInt());
        Format format = Format.valueOf(new String(next(header, header.get()), StandardCharsets.US_ASCII));
        String what = new String(next(header, header.getShort()), StandardCharsets.UTF_8);
        return new FileHeader(original, what, new CachedFacts(format, dimensions, cost), content, length);
    }

    private static byte[] next(ByteBuffer header, int count) {
        byte[] bytes = new byte[count];
        header.get(bytes);
        return bytes;
    }

    private static int checksum(ByteBuffer header) {
        CRC32C sum = new CRC32C();
        sum.update(header.slice(0, CHECKED_FROM - 4));
        sum.update(header.slice(CHECKED_FROM, header.limit() - CHECKED_FROM));
        return (int) sum.getValue();
    }
}
