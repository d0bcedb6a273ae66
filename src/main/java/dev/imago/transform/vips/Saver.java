package dev.imago.transform.vips;

import dev.imago.image.Fault;
import dev.imago.transform.OutputFormat;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/** Writes files, without metadata but what was asked to be kept. */
final class Saver {
    /** From this version on it is said what is kept; before it was said that all is stripped, of which WebP excepted the profile. */
    private static final int KEEP_SINCE = 81_500;

    /** The quality of JPEG from which colours keep their full resolution. */
    private static final int FULL_COLOUR = 90;

    private static final Set<String> OF_ANIMATION =
            Set.of("page-height", "n-pages", "delay", "loop", "gif-delay", "gif-loop");
    private static final Set<String> OF_COPYRIGHT = Set.of("exif-ifd0-Copyright", "exif-ifd0-Artist");

    private Saver() {}

    static String operation(OutputFormat format) {
        return switch (format) {
            case JPEG -> "jpegsave_buffer";
            case PNG -> "pngsave_buffer";
            case WEBP -> "webpsave_buffer";
            case AVIF -> "heifsave_buffer";
            case GIF -> "gifsave_buffer";
        };
    }

    /** @param quality in the terms of JPEG */
    static MemorySegment bytes(Image image, OutputFormat format, int quality, RenderOptions options) {
        requireFits(image, format);
        boolean keeps = options.keepCopyright() || options.keepProfile();
        boolean told = image.scope().vips.version() >= KEEP_SINCE;
        Operation operation = (keeps || !told ? cleaned(image, options) : image).operation(operation(format));
        if (!keeps) {
            if (told) {
                operation.set("keep", "none");
            } else {
                operation.set("strip", true);
            }
        }
        switch (format) {
            case JPEG ->
                operation
                        .set("Q", quality)
                        .set("optimize_coding", true)
                        .set("subsample_mode", quality < FULL_COLOUR ? "on" : "off");
            case PNG -> operation.set("compression", 6).set("filter", "none");
            case WEBP -> operation.set("Q", Qualities.webp(quality)).set("effort", 2);
            case AVIF ->
                operation
                        .set("compression", "av1")
                        .set("Q", Qualities.avif(quality))
                        .set("effort", 0)
                        .set("bitdepth", 8)
                        .set("subsample_mode", quality < FULL_COLOUR ? "on" : "off");
            case GIF -> operation.set("effort", 4);
        }
        return operation.run().bytes("buffer");
    }

    private static void requireFits(Image image, OutputFormat format) {
        int longest = switch (format) {
            case JPEG, GIF -> 65_535;
            case WEBP -> 16_383;
            case AVIF -> 16_384;
            case PNG -> Integer.MAX_VALUE;
        };
        if (image.width() > longest || image.frameHeight() > longest) {
            throw new Fault(
                    Fault.Kind.UNPROCESSABLE,
                    "a picture of " + image.width() + "x" + image.frameHeight() + " pixels does not fit into "
                            + format.format().mediaType() + "; ask for a smaller one");
        }
    }

    private static Image cleaned(Image image, RenderOptions options) {
        Image cleaned = image.copy();
        for (String field : cleaned.fields()) {
            boolean kept = OF_ANIMATION.contains(field)
                    || (options.keepCopyright() && OF_COPYRIGHT.contains(field))
                    || (options.keepProfile() && field.equals("icc-profile-data"));
            if (!kept) {
                cleaned.remove(field);
            }
        }
        return cleaned;
    }
}
