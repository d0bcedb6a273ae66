package dev.imago.transform.vips;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Renderer.Seen;
import dev.imago.transform.Resize;
import dev.imago.transform.Sizing;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Region;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The way from a file to a rendition, for one job. */
final class Pipeline {
    private final Scope scope;
    private final Set<OutputFormat> writes;
    private final Transform transform;
    private final RenderOptions options;
    private final Optional<MemorySegment> watermark;
    private final Optional<Dimensions> standsFor;
    private final Cascade cascade;

    /** @param standsFor the size that sizes follow from, if it is not the one of the file */
    Pipeline(
            Scope scope,
            Set<OutputFormat> writes,
            Transform transform,
            RenderOptions options,
            Optional<MemorySegment> watermark,
            Optional<Dimensions> standsFor,
            Cascade cascade) {
        this.scope = scope;
        this.writes = writes;
        this.transform = transform;
        this.options = options;
        this.watermark = watermark;
        this.standsFor = standsFor;
        this.cascade = cascade;
    }

    /** What was written; the bytes are there until the scope ends. */
    record Written(Format format, Dimensions dimensions, MemorySegment bytes, Seen seen) {}

    Written run(Format format, MemorySegment original) {
        boolean strict = !options.damagedToo();
        if (strict && Completeness.isMissing(format, original)) {
            throw new VipsException("the file is cut off");
        }
        Image header = Loader.open(scope, format, original, 1, strict);
        int pages = header.pages();
        requireWithinLimits(new Dimensions(header.width(), header.frameHeight(), pages));
        OutputFormat output = transform.output().format().orElseGet(() -> usual(format, header));
        boolean animated = pages > 1 && moves(format) && moves(output.format());
        Image result = animated
                ? frames(Loader.openFrames(scope, format, original, strict), output)
                : still(format, original, header, output);
        int quality = transform.output().quality().orElse(options.quality());
        MemorySegment bytes = Saver.bytes(result, output, quality, options);
        return new Written(
                output.format(),
                new Dimensions(result.width(), animated ? result.frameHeight() : result.height(), animated ? pages : 1),
                bytes,
                seen(header));
    }

    private static Seen seen(Image header) {
        boolean lying = Symmetry.ofOrientation(header.orientation()).transposes();
        int width = lying ? header.frameHeight() : header.width();
        int height = lying ? header.width() : header.frameHeight();
        return new Seen(
                new Dimensions(width, height, header.pages()),
                header.pages() == 1 && header.is8Bit() && !header.hasAlpha());
    }

    private static boolean moves(Format format) {
        return format == Format.GIF || format == Format.WEBP;
    }

    /** That of the original, where it can be written. */
    private OutputFormat usual(Format original, Image header) {
        return writes.stream()
                .filter(output -> output.format() == original)
                .findFirst()
                .orElseGet(() -> header.hasAlpha() ? OutputFormat.PNG : OutputFormat.JPEG);
    }

    private Image still(Format format, MemorySegment original, Image header, OutputFormat output) {
        int width = header.width();
        int height = header.frameHeight();
        boolean drawn = format == Format.SVG;
        // Nothing is lost where lines are drawn larger.
        Plan plan = plan(drawn ? enlarging() : transform, width, height, header.orientation());
        boolean alone = drawn || transform.cut().trim();
        Optional<Image> above = alone ? Optional.empty() : cascade.above(plan, scope);
        if (above.isPresent()) {
            return finish(plan, output).of(cascade.step(plan, above.get()));
        }
        double shrink = transform.cut().trim() ? 1 : plan.shrink(format, width, height);
        Image opened = shrink != 1 ? Loader.open(scope, format, original, shrink, !options.damagedToo()) : header;
        Region region = plan.regionOf(opened, width, height);
        Image kept = opened.cut(region.left(), region.top(), region.width(), region.height());
        if (transform.cut().trim()) {
            kept = kept.inMemory();
            Region inner = Borders.within(kept);
            plan = plan.trimmedTo(inner, transform.resize());
            kept = kept.cut(inner.left(), inner.top(), inner.width(), inner.height());
        }
        return finish(plan, output).of(alone ? kept : cascade.step(plan, kept));
    }

    private Finish finish(Plan plan, OutputFormat output) {
        return new Finish(plan, transform, options, output, watermark);
    }

    /** Each frame goes its own way, so that none runs into its neighbour; where to cut is decided by the first. */
    private Image frames(Image roll, OutputFormat output) {
        int height = roll.frameHeight();
        Plan plan = plan(transform, roll.width(), height, roll.orientation());
        if (transform.cut().trim()) {
            Region region = plan.region();
            plan = plan.trimmedTo(
                    Borders.within(roll.cut(region.left(), region.top(), region.width(), region.height())
                            .inMemory()),
                    transform.resize());
        }
        Finish finish = finish(plan, output);
        Region region = plan.region();
        List<Image> finished = new ArrayList<>();
        for (int top = 0; top < roll.height(); top += height) {
            finished.add(finish.of(roll.cut(region.left(), top + region.top(), region.width(), region.height())));
        }
        Image joined = scope.operation("arrayjoin")
                .set("in", finished)
                .set("across", 1)
                .image()
                .copy();
        joined.put("page-height", finished.getFirst().height());
        return joined;
    }

    private Transform enlarging() {
        Resize resize = transform.resize();
        return transform.with(new Resize(resize.width(), resize.height(), resize.fit(), resize.position(), true));
    }

    private Plan plan(Transform asked, int width, int height, int orientation) {
        Plan plan = Plan.of(asked, width, height, orientation, standsFor);
        Sizing sizing = plan.sizing();
        long pixels = Math.max((long) sizing.width() * sizing.height(), (long) sizing.boxWidth() * sizing.boxHeight());
        if (pixels > options.maxPixels()) {
            throw new Fault(
                    Fault.Kind.UNPROCESSABLE, "the result would have more than " + options.maxPixels() + " pixels");
        }
        return plan;
    }

    private void requireWithinLimits(Dimensions dimensions) {
        if (!options.allows(dimensions)) {
            throw new Fault(Fault.Kind.UNPROCESSABLE, VipsRenderer.beyondLimits(dimensions, options));
        }
    }
}
