package dev.imago.transform.vips;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageHeader;
import dev.imago.image.Sniffer;
import dev.imago.transform.Transform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;

/** Makes renditions in this process, one at a time. */
public final class VipsRenderer {
    private final Vips vips;
    private final Capabilities capabilities;

    private VipsRenderer(Vips vips) {
        this.vips = vips;
        this.capabilities = Probe.of(vips);
    }

    /**
     * Loads libvips. Once in a process.
     *
     * @param library its file; empty looks in the usual places
     */
    public static VipsRenderer open(Optional<Path> library) throws NoLibraryException {
        Vips vips = Vips.open(library);
        Loader.allowOnlyOurs(vips);
        return new VipsRenderer(vips);
    }

    /** Takes what was made, while its bytes are there. */
    @FunctionalInterface
    public interface Taker {
        void take(Format format, Dimensions dimensions, ByteBuffer bytes) throws IOException;
    }

    /** What the library that was loaded can do, found out by doing it. */
    public Capabilities capabilities() {
        return capabilities;
    }

    /**
     * Makes a rendition.
     *
     * @param original in native memory
     * @param watermark the bytes of the picture that the transform names, in native memory
     * @throws Fault as {@link dev.imago.transform.Renderer#render} has it
     * @throws IOException what the taker throws
     */
    public void render(
            MemorySegment original,
            Transform transform,
            RenderOptions options,
            Optional<MemorySegment> watermark,
            Taker taker)
            throws IOException {
        ImageHeader header = header(original);
        header.dimensions().filter(dimensions -> !options.allows(dimensions)).ifPresent(dimensions -> {
            throw new Fault(Fault.Kind.UNPROCESSABLE, beyondLimits(dimensions, options));
        });
        try (Scope scope = new Scope(vips)) {
            Pipeline.Written written;
            try {
                written = new Pipeline(scope, capabilities.writes(), transform, options, watermark)
                        .run(header.format(), original);
            } catch (VipsException e) {
                throw new Fault(Fault.Kind.UNPROCESSABLE, "the image is damaged, or of a kind that cannot be read", e);
            }
            taker.take(written.format(), written.dimensions(), written.bytes().asByteBuffer());
        }
    }

    static String beyondLimits(Dimensions dimensions, RenderOptions options) {
        return "the image has " + dimensions + " pixels; at most " + options.maxPixels() + " and " + options.maxFrames()
                + " frames are allowed";
    }

    private static ImageHeader header(MemorySegment original) {
        try {
            return Sniffer.read(new SegmentChannel(original))
                    .orElseThrow(() -> new Fault(Fault.Kind.UNPROCESSABLE, "the bytes are no image"));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
