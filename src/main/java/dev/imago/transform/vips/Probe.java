package dev.imago.transform.vips;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.imago.image.Format;
import dev.imago.transform.OutputFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Finds out what a library can do. A writer is tried with a few pixels, as the library may be there without the codec behind it; so
 * is the reader of what it wrote. That also warms up what the first job would wait for.
 */
final class Probe {
    private Probe() {}

    static Capabilities of(Vips vips) {
        Set<Format> reads = EnumSet.noneOf(Format.class);
        for (Format format : Format.values()) {
            if (Loader.has(vips, format)) {
                reads.add(format);
            }
        }
        Set<OutputFormat> writes = EnumSet.noneOf(OutputFormat.class);
        for (OutputFormat output : OutputFormat.values()) {
            if (vips.knows(Saver.operation(output)) && works(vips, output, reads)) {
                writes.add(output);
            }
        }
        if (reads.contains(Format.HEIC) && !decodes(vips, Format.HEIC, "probe.heic")) {
            reads.remove(Format.HEIC);
        }
        return new Capabilities(vips.place(), vips.versionText(), reads, writes, vips.knows("text"));
    }

    /** Whether there is a decoder behind a reader that has several: HEIC and AVIF are read by one. */
    private static boolean decodes(Vips vips, Format format, String sample) {
        try (Scope scope = new Scope(vips);
                var in = Probe.class.getResourceAsStream(sample)) {
            byte[] bytes = Objects.requireNonNull(in, sample).readAllBytes();
            return readable(scope, format, scope.arena.allocateFrom(JAVA_BYTE, bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean works(Vips vips, OutputFormat output, Set<Format> reads) {
        try (Scope scope = new Scope(vips)) {
            Image pixels = scope.operation("black")
                    .set("width", 16)
                    .set("height", 16)
                    .set("bands", 3)
                    .image()
                    .operation("copy")
                    .set("interpretation", "srgb")
                    .image();
            MemorySegment bytes = Saver.bytes(pixels, output, 80, RenderOptions.USUAL);
            if (reads.contains(output.format()) && !readable(scope, output.format(), bytes)) {
                reads.remove(output.format());
            }
            return true;
        } catch (VipsException e) {
            return false;
        }
    }

    private static boolean readable(Scope scope, Format format, MemorySegment bytes) {
        try {
            return Loader.open(scope, format, bytes, 1, true).inMemory().width() > 0;
        } catch (VipsException e) {
            return false;
        }
    }
}
