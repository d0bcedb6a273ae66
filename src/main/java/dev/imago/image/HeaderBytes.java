package dev.imago.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;

/**
 * A file as the readers of headers see it: numbers at offsets, through one window of a few kilobytes. It bounds the work that a
 * hostile file can cause: so many reads of the channel, so many {@link #step steps}; beyond that the file is refused. Reading
 * past the end means that the file is truncated.
 */
final class HeaderBytes {
    private static final int WINDOW = 8192;
    private static final int MAX_STEPS = 2_000_000;

    private final SeekableByteChannel channel;
    private final String format;
    private final long size;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW);
    private long windowStart;
    private int steps;
    private long fills;

    /** @param format what the file is taken for, for messages */
    HeaderBytes(SeekableByteChannel channel, String format) throws IOException {
        this.channel = channel;
        this.format = format;
        this.size = channel.size();
        window.limit(0);
    }

    long size() {
        return size;
    }

    /** The refusal of this file; the reason completes "This … is broken: ". */
    Fault broken(String why) {
        return new Fault(Fault.Kind.UNPROCESSABLE, "This " + format + " is broken: " + why + ".");
    }

    Fault truncated() {
        return new Fault(
                Fault.Kind.UNPROCESSABLE, "This " + format + " is truncated: it ends after " + size + " bytes.");
    }

    /** Counts one structure that was looked at. */
    void step() {
        if (++steps > MAX_STEPS) {
            throw broken("it has more parts than any real image");
        }
    }

    /** The size in pixels, refused when no image can have it. */
    Dimensions dimensions(long width, long height, long frames) {
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw broken("its header says " + width + " × " + height + " pixels");
        }
        if (frames < 1 || frames > Integer.MAX_VALUE) {
            throw broken("its header says " + frames + " frames");
        }
        return new Dimensions((int) width, (int) height, (int) frames);
    }

    /** Refuses the file unless all bytes before {@code end} are there. */
    void require(long end) {
        if (end > size || end < 0) {
            throw truncated();
        }
    }

    int u8(long at) throws IOException {
        return window.get(at(at, 1)) & 0xFF;
    }

    int u16be(long at) throws IOException {
        int index = at(at, 2);
        return window.order(ByteOrder.BIG_ENDIAN).getShort(index) & 0xFFFF;
    }

    int u16le(long at) throws IOException {
        int index = at(at, 2);
        return window.order(ByteOrder.LITTLE_ENDIAN).getShort(index) & 0xFFFF;
    }

    int u24le(long at) throws IOException {
        return u16le(at) | (u8(at + 2) << 16);
    }

    long u32be(long at) throws IOException {
        int index = at(at, 4);
        return window.order(ByteOrder.BIG_ENDIAN).getInt(index) & 0xFFFF_FFFFL;
    }

    long u32le(long at) throws IOException {
        int index = at(at, 4);
        return window.order(ByteOrder.LITTLE_ENDIAN).getInt(index) & 0xFFFF_FFFFL;
    }

    int i32le(long at) throws IOException {
        int index = at(at, 4);
        return window.order(ByteOrder.LITTLE_ENDIAN).getInt(index);
    }

    /** Negative for what is beyond {@link Long#MAX_VALUE}. */
    long i64(long at, ByteOrder order) throws IOException {
        int index = at(at, 8);
        return window.order(order).getLong(index);
    }

    /** Whether these bytes (the characters of the text as Latin-1) are at the offset; false beyond the end. */
    boolean matches(long at, String latin1) throws IOException {
        if (at < 0 || at > size - latin1.length()) {
            return false;
        }
        for (int i = 0; i < latin1.length(); i++) {
            if (u8(at + i) != latin1.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Where the byte occurs next, or -1. */
    long find(int wanted, long from) throws IOException {
        byte b = (byte) wanted;
        for (long at = from; at < size; ) {
            int index = at(at, 1);
            for (int i = index; i < window.limit(); i++) {
                if (window.get(i) == b) {
                    return windowStart + i;
                }
            }
            at = windowStart + window.limit();
        }
        return -1;
    }

    /** The index of the offset in the window, which then has at least {@code length} bytes from there on. */
    private int at(long offset, int length) throws IOException {
        if (offset < 0 || offset > size - length) {
            throw truncated();
        }
        if (offset < windowStart || offset + length > windowStart + window.limit()) {
            fill(offset);
            if (window.limit() < length) {
                throw truncated();
            }
        }
        return (int) (offset - windowStart);
    }

    private void fill(long offset) throws IOException {
        if (++fills > 4096 + size / WINDOW * 2) {
            throw broken("its parts refer to each other without end");
        }
        window.clear();
        channel.position(offset);
        while (window.hasRemaining() && channel.read(window) >= 0) {
            // goes on until the window is full or the file ends
        }
        window.flip();
        windowStart = offset;
    }
}
