package dev.imago.image;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Optional;

/** TIFF 6.0 and BigTIFF, in either byte order: a chain of directories anywhere in the file, one for each page. */
final class TiffHeader {
    private static final int MAX_PAGES = 10_000;
    private static final int MAX_STRIPS = 100_000;
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int STRIP_OFFSETS = 273;
    private static final int ORIENTATION = 274;
    private static final int STRIP_LENGTHS = 279;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_LENGTHS = 325;

    private final HeaderBytes bytes;
    private final long start;
    private final ByteOrder order;
    private final boolean big;

    private TiffHeader(HeaderBytes bytes, long start) throws IOException {
        this.bytes = bytes;
        this.start = start;
        this.order = bytes.matches(start, "II") ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        this.big = u16(start + 2) == 43;
    }

    /** A field of a directory: {@code count} values that begin at {@code at}. */
    private record Field(int type, long count, long at) {}

    static boolean matches(HeaderBytes bytes) throws IOException {
        return matches(bytes, 0);
    }

    private static boolean matches(HeaderBytes bytes, long start) throws IOException {
        return bytes.matches(start, "II*\0")
                || bytes.matches(start, "MM\0*")
                || bytes.matches(start, "II+\0\u0008\0\0\0")
                || bytes.matches(start, "MM\0+\0\u0008\0\0");
    }

    /** The size of the largest page, and how many pages there are. */
    static Dimensions read(HeaderBytes bytes) throws IOException {
        TiffHeader tiff = new TiffHeader(bytes, 0);
        long directory = tiff.first();
        if (directory == 0) {
            throw bytes.broken("it has no page");
        }
        Dimensions largest = tiff.page(directory);
        int pages = 1;
        while ((directory = tiff.next(directory)) != 0) {
            if (++pages > MAX_PAGES) {
                throw bytes.broken("it has more than " + MAX_PAGES + " pages");
            }
            Dimensions page = tiff.page(directory);
            largest = page.pixels() > largest.pixels() ? page : largest;
        }
        return new Dimensions(largest.width(), largest.height(), pages);
    }

    /** The strips or tiles of the first page lie within the file. */
    static void requireEnd(HeaderBytes bytes) throws IOException {
        TiffHeader tiff = new TiffHeader(bytes, 0);
        long directory = tiff.first();
        tiff.requireWithin(tiff.field(directory, STRIP_OFFSETS), tiff.field(directory, STRIP_LENGTHS));
        tiff.requireWithin(tiff.field(directory, TILE_OFFSETS), tiff.field(directory, TILE_LENGTHS));
    }

    /**
     * The orientation in the first directory of a TIFF, or of EXIF data (CIPA DC-008 §4.5), which has its form.
     *
     * @param start where it begins, as is {@code end} where it ends
     * @return nothing if it states none; otherwise whatever number it states
     */
    static Optional<Long> orientation(HeaderBytes bytes, long start, long end) throws IOException {
        if (!matches(bytes, start)) {
            return Optional.empty();
        }
        TiffHeader tiff = new TiffHeader(bytes, start);
        Field field = tiff.field(tiff.first(), ORIENTATION);
        boolean stated = field.count == 1 && field.at <= end - tiff.width(field.type);
        return stated ? Optional.of(tiff.value(field, 0)) : Optional.empty();
    }

    private void requireWithin(Field offsets, Field lengths) throws IOException {
        long count = Math.min(MAX_STRIPS, Math.min(offsets.count, lengths.count));
        for (long i = 0; i < count; i++) {
            bytes.step();
            long offset = value(offsets, i);
            long length = value(lengths, i);
            if (offset < 0 || length < 0 || offset > bytes.size() - length) {
                throw bytes.truncated();
            }
        }
    }

    private Dimensions page(long directory) throws IOException {
        Field width = field(directory, WIDTH);
        Field height = field(directory, HEIGHT);
        if (width.count == 0 || height.count == 0) {
            throw bytes.broken("a page does not state its size");
        }
        return bytes.dimensions(value(width, 0), value(height, 0), 1);
    }

    private long first() throws IOException {
        return start + (big ? bytes.i64(start + 8, order) : u32(start + 4));
    }

    private long next(long directory) throws IOException {
        long end = directory + (big ? 8 : 2) + entries(directory) * (big ? 20 : 12);
        bytes.step();
        // Some writers end the file without the offset of a next directory.
        return end + (big ? 8 : 4) > bytes.size() ? 0 : big ? bytes.i64(end, order) : u32(end);
    }

    private long entries(long directory) throws IOException {
        long entries = big ? bytes.i64(directory, order) : u16(directory);
        if (entries < 1 || entries > 65_535) {
            throw bytes.broken("a directory has " + entries + " entries");
        }
        return entries;
    }

    /** The field of that tag; one without values if there is none. */
    private Field field(long directory, int tag) throws IOException {
        long entries = entries(directory);
        for (long i = 0; i < entries; i++) {
            bytes.step();
            long at = directory + (big ? 8 + i * 20 : 2 + i * 12);
            if (u16(at) == tag) {
                int type = u16(at + 2);
                long count = big ? bytes.i64(at + 4, order) : u32(at + 4);
                long inline = at + (big ? 12 : 8);
                boolean fits = count >= 0 && count <= (big ? 8 : 4) / width(type);
                return new Field(type, count, fits ? inline : start + (big ? bytes.i64(inline, order) : u32(inline)));
            }
        }
        return new Field(3, 0, 0);
    }

    private long value(Field field, long index) throws IOException {
        long at = field.at + index * width(field.type);
        return switch (width(field.type)) {
            case 2 -> u16(at);
            case 4 -> u32(at);
            default -> bytes.i64(at, order);
        };
    }

    /** Bytes of a value: SHORT 2, LONG 4, LONG8 8. */
    private int width(int type) {
        return switch (type) {
            case 3 -> 2;
            case 4, 13 -> 4;
            case 16, 18 -> 8;
            default -> throw bytes.broken("a size or an offset is of the type " + type);
        };
    }

    private int u16(long at) throws IOException {
        return order == ByteOrder.LITTLE_ENDIAN ? bytes.u16le(at) : bytes.u16be(at);
    }

    private long u32(long at) throws IOException {
        return order == ByteOrder.LITTLE_ENDIAN ? bytes.u32le(at) : bytes.u32be(at);
    }
}
