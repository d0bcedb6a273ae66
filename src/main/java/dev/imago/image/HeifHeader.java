package dev.imago.image;

import dev.imago.image.Boxes.Box;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** AVIF and HEIC (ISO/IEC 23008-12): the size of the primary item, or of the track of an image sequence. */
final class HeifHeader {
    private static final Set<String> AVIF = Set.of("avif", "avis");
    private static final Set<String> HEIC = Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs");
    private static final int MAX_BRANDS = 64;

    /** EXIF's numbers for quarter turns to the left. */
    private static final List<Integer> TURNED = List.of(1, 8, 3, 6);

    /** With left and right changing places afterwards. */
    private static final List<Integer> TURNED_AND_FLOPPED = List.of(2, 7, 4, 5);

    /** With top and bottom changing places afterwards. */
    private static final List<Integer> TURNED_AND_FLIPPED = List.of(4, 5, 2, 7);

    private HeifHeader() {}

    /** By the brands, the major one first. Films in the same container are not images. */
    static Optional<Format> format(HeaderBytes bytes) throws IOException {
        if (!bytes.matches(4, "ftyp")) {
            return Optional.empty();
        }
        long end = Math.min(bytes.size(), bytes.u32be(0));
        for (long at = 8; at + 4 <= end && at < 8 + 4 * MAX_BRANDS; at += at == 8 ? 8 : 4) {
            String brand = "" + (char) bytes.u8(at) + (char) bytes.u8(at + 1) + (char) bytes.u8(at + 2)
                    + (char) bytes.u8(at + 3);
            if (AVIF.contains(brand)) {
                return Optional.of(Format.AVIF);
            }
            if (HEIC.contains(brand)) {
                return Optional.of(Format.HEIC);
            }
        }
        return Optional.empty();
    }

    static Dimensions read(HeaderBytes bytes) throws IOException {
        long frames = Math.max(1, samples(bytes));
        Optional<Box> size = property(bytes, "ispe");
        if (size.isPresent()) {
            long at = size.get().start();
            return bytes.dimensions(bytes.u32be(at + 4), bytes.u32be(at + 8), frames);
        }
        return trackSize(bytes, frames);
    }

    /**
     * The turn {@code irot} and the mirror {@code imir} of the primary item, in this order (ISO/IEC 23000-22 §7.3.6.7), as EXIF
     * counts them. EXIF data itself has no say in these files.
     */
    static int orientation(HeaderBytes bytes) throws IOException {
        Optional<Box> turn = property(bytes, "irot");
        Optional<Box> mirror = property(bytes, "imir");
        int quarters = turn.isPresent() ? bytes.u8(turn.get().start()) & 3 : 0;
        if (mirror.isEmpty()) {
            return TURNED.get(quarters);
        }
        boolean leftToRight = (bytes.u8(mirror.get().start()) & 1) == 1;
        return (leftToRight ? TURNED_AND_FLOPPED : TURNED_AND_FLIPPED).get(quarters);
    }

    static void requireEnd(HeaderBytes bytes) throws IOException {
        Boxes.requireEnd(bytes);
        if (Boxes.find(bytes, 0, bytes.size(), "mdat").isEmpty()
                && Boxes.child(bytes, Boxes.find(bytes, 0, bytes.size(), "meta"), 4, "idat")
                        .isEmpty()) {
            throw bytes.truncated();
        }
        ItemLocations.requireWithin(bytes);
    }

    /** The first property of a type that {@code ipma} associates with the primary item. */
    private static Optional<Box> property(HeaderBytes bytes, String type) throws IOException {
        Optional<Box> meta = Boxes.find(bytes, 0, bytes.size(), "meta");
        Optional<Box> iprp = Boxes.child(bytes, meta, 4, "iprp");
        Optional<Box> pitm = Boxes.child(bytes, meta, 4, "pitm");
        Optional<Box> ipma = Boxes.child(bytes, iprp, 0, "ipma");
        Optional<Box> ipco = Boxes.child(bytes, iprp, 0, "ipco");
        if (pitm.isEmpty() || ipma.isEmpty() || ipco.isEmpty()) {
            return Optional.empty();
        }
        long start = pitm.get().start();
        long primary = bytes.u8(start) == 0 ? bytes.u16be(start + 4) : bytes.u32be(start + 4);
        int version = bytes.u8(ipma.get().start());
        boolean wide = (bytes.u8(ipma.get().start() + 3) & 1) != 0;
        long entries = bytes.u32be(ipma.get().start() + 4);
        long at = ipma.get().start() + 8;
        for (long i = 0; i < entries && at < ipma.get().end(); i++) {
            bytes.step();
            long item = version == 0 ? bytes.u16be(at) : bytes.u32be(at);
            at += version == 0 ? 2 : 4;
            int count = bytes.u8(at++);
            for (int j = 0; j < count; j++, at += wide ? 2 : 1) {
                int index = wide ? bytes.u16be(at) & 0x7FFF : bytes.u8(at) & 0x7F;
                Optional<Box> property = item == primary ? property(bytes, ipco.get(), index) : Optional.empty();
                if (property.isPresent() && property.get().type().equals(type)) {
                    return property;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Box> property(HeaderBytes bytes, Box ipco, int index) throws IOException {
        long at = ipco.start();
        Optional<Box> box = Optional.empty();
        for (int i = 0; i < index; i++) {
            box = Boxes.at(bytes, at, ipco.end());
            if (box.isEmpty()) {
                return box;
            }
            at = box.get().end();
        }
        return box;
    }

    /** Pictures of the longest track of a sequence; 0 if there is no track. */
    private static long samples(HeaderBytes bytes) throws IOException {
        Optional<Box> moov = Boxes.find(bytes, 0, bytes.size(), "moov");
        long most = 0;
        for (Optional<Box> trak = Boxes.child(bytes, moov, 0, "trak");
                trak.isPresent() && moov.isPresent();
                trak = Boxes.find(bytes, trak.get().end(), moov.get().end(), "trak")) {
            Optional<Box> minf = Boxes.child(bytes, Boxes.child(bytes, trak, 0, "mdia"), 0, "minf");
            Optional<Box> stsz = Boxes.child(bytes, Boxes.child(bytes, minf, 0, "stbl"), 0, "stsz");
            if (stsz.isPresent()) {
                most = Math.max(most, bytes.u32be(stsz.get().start() + 8));
            }
        }
        return most;
    }

    /** A sequence without items: width and height of its first track, in 16.16 fixed point. */
    private static Dimensions trackSize(HeaderBytes bytes, long frames) throws IOException {
        Optional<Box> moov = Boxes.find(bytes, 0, bytes.size(), "moov");
        Optional<Box> tkhd = Boxes.child(bytes, Boxes.child(bytes, moov, 0, "trak"), 0, "tkhd");
        if (tkhd.isEmpty()) {
            throw bytes.broken("it does not state its size");
        }
        long sizes = tkhd.get().start() + (bytes.u8(tkhd.get().start()) == 1 ? 88 : 76);
        return bytes.dimensions(bytes.u32be(sizes) >> 16, bytes.u32be(sizes + 4) >> 16, frames);
    }
}
