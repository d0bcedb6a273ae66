package dev.imago.transform.vips;

import dev.imago.image.Fault;
import dev.imago.image.Format;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;

/** Opens files. Which reader is used follows from our own look at the bytes; all others are blocked in libvips. */
final class Loader {
    /** The base classes of the readers that may run; each has a reader of buffers. */
    private static final Map<Format, Reader> READERS = Map.of(
            Format.JPEG, new Reader("VipsForeignLoadJpeg", "jpegload_buffer"),
            Format.PNG, new Reader("VipsForeignLoadPng", "pngload_buffer"),
            Format.WEBP, new Reader("VipsForeignLoadWebp", "webpload_buffer"),
            Format.GIF, new Reader("VipsForeignLoadNsgif", "gifload_buffer"),
            Format.TIFF, new Reader("VipsForeignLoadTiff", "tiffload_buffer"),
            Format.AVIF, new Reader("VipsForeignLoadHeif", "heifload_buffer"),
            Format.HEIC, new Reader("VipsForeignLoadHeif", "heifload_buffer"),
            Format.JXL, new Reader("VipsForeignLoadJxl", "jxlload_buffer"),
            // Of documents that were cleaned only.
            Format.SVG, new Reader("VipsForeignLoadSvg", "svgload_buffer"));

    private record Reader(String type, String operation) {}

    private Loader() {}

    /** Blocks all readers of libvips but ours. */
    static void allowOnlyOurs(Vips vips) {
        NativeFunction block = vips.function("vips_operation_block_set");
        block.call(vips.name("VipsForeignLoad"), 1);
        for (Reader reader : READERS.values()) {
            block.call(vips.name(reader.type), 0);
        }
    }

    static boolean has(Vips vips, Format format) {
        return reader(vips, format).isPresent();
    }

    private static Optional<Reader> reader(Vips vips, Format format) {
        return Optional.ofNullable(READERS.get(format)).filter(reader -> vips.knows(reader.operation));
    }

    /**
     * Begins to read: pixels are decoded when they are asked for, from top to bottom and once.
     *
     * @param shrink how many times smaller the picture may come out at once; 1 for its own size, others for JPEG (2, 4, 8), WebP
     *     and, also below 1 for a larger one, SVG
     */
    static Image open(Scope scope, Format format, MemorySegment bytes, double shrink, boolean strict) {
        Operation operation = reading(scope, format, bytes, strict).set("access", "sequential");
        if (shrink != 1) {
            if (format == Format.JPEG) {
                operation.set("shrink", (int) shrink);
            } else {
                operation.set("scale", 1 / shrink);
            }
        }
        return operation.image();
    }

    /** All frames of an animation, one below the other, decoded. */
    static Image openFrames(Scope scope, Format format, MemorySegment bytes, boolean strict) {
        return reading(scope, format, bytes, strict)
                .set("n", -1)
                .set("memory", true)
                .image();
    }

    private static Operation reading(Scope scope, Format format, MemorySegment bytes, boolean strict) {
        Reader reader = reader(scope.vips, format)
                .orElseThrow(() -> new Fault(
                        Fault.Kind.UNSUPPORTED_TYPE,
                        "images of the type " + format.mediaType() + " cannot be read here"));
        return scope.operation(reader.operation).set("buffer", bytes).set("fail_on", strict ? "warning" : "none");
    }
}
