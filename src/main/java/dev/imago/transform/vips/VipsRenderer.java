package dev.imago.transform.vips;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageHeader;
import dev.imago.image.Sniffer;
import dev.imago.transform.Renderer.Seen;
import dev.imago.transform.Transform;
import dev.imago.transform.svg.SvgCleaner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
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

    /** Hears of what was made, while its bytes are there. */
    public interface Taker {
        /** @param which of the transforms, counted from 0 */
        void made(int which, Format format, Dimensions dimensions, ByteBuffer bytes, Seen seen) throws IOException;

        /** @param which of the transforms, counted from 0 */
        void refused(int which, Fault why) throws IOException;
    }

    /** What the library that was loaded can do, found out by doing it. */
    public Capabilities capabilities() {
        return capabilities;
    }

    /**
     * Makes renditions.
     *
     * @param original in native memory
     * @param standsFor as {@link dev.imago.transform.Renderer.Source} has it
     * @param watermark the bytes of the picture that transforms name, in native memory
     * @param taker hears of each transform, with faults that {@link dev.imago.transform.Renderer#render} has
     * @throws Fault for all of them, before the taker has heard of one
     * @throws IOException what the taker throws
     */
    public void render(
            MemorySegment original,
            Optional<Dimensions> standsFor,
            List<Transform> transforms,
            RenderOptions options,
            Optional<MemorySegment> watermark,
            Taker taker)
            throws IOException {
        ImageHeader header = header(original);
        header.dimensions().filter(dimensions -> !options.allows(dimensions)).ifPresent(dimensions -> {
            throw new Fault(Fault.Kind.UNPROCESSABLE, beyondLimits(dimensions, options));
        });
        try (Scope whole = new Scope(vips)) {
            MemorySegment bytes = header.format() == Format.SVG ? cleaned(whole, original) : original;
            Cascade cascade = new Cascade(whole, plans(whole, header.format(), bytes, standsFor, transforms, options));
            for (int which : cascade.order()) {
                try (Scope scope = new Scope(vips)) {
                    Pipeline.Written written;
                    try {
                        written = new Pipeline(
                                        scope,
                                        capabilities.writes(),
                                        transforms.get(which),
                                        options,
                                        watermark,
                                        standsFor,
                                        cascade)
                                .run(header.format(), bytes);
                    } catch (Fault fault) {
                        taker.refused(which, fault);
                        continue;
                    } catch (VipsException e) {
                        taker.refused(which, damaged(e));
                        continue;
                    }
                    taker.made(
                            which,
                            written.format(),
                            written.dimensions(),
                            written.bytes().asByteBuffer(),
                            written.seen());
                }
            }
        }
    }

    private static MemorySegment cleaned(Scope scope, MemorySegment document) {
        return scope.arena.allocateFrom(JAVA_BYTE, SvgCleaner.clean(document.toArray(JAVA_BYTE)));
    }

    private static Fault damaged(VipsException why) {
        return new Fault(Fault.Kind.UNPROCESSABLE, "the image is damaged, or of a kind that cannot be read", why);
    }

    /** For a single transform there is nothing to plan ahead; what is drawn, is drawn anew for each. */
    private static List<Optional<Plan>> plans(
            Scope scope,
            Format format,
            MemorySegment original,
            Optional<Dimensions> standsFor,
            List<Transform> transforms,
            RenderOptions options) {
        if (transforms.size() == 1 || format == Format.SVG) {
            return Collections.nCopies(transforms.size(), Optional.empty());
        }
        Image header;
        try {
            header = Loader.open(scope, format, original, 1, !options.damagedToo());
        } catch (VipsException e) {
            throw damaged(e);
        }
        return transforms.stream()
                .map(transform -> {
                    try {
                        return Optional.of(transform)
                                .filter(all -> !all.cut().trim())
                                .map(all -> Plan.of(
                                        all, header.width(), header.frameHeight(), header.orientation(), standsFor));
                    } catch (Fault itsOwn) {
                        return Optional.<Plan>empty();
                    }
                })
                .toList();
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
