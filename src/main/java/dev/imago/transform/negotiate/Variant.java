package dev.imago.transform.negotiate;

import dev.imago.image.Format;
import dev.imago.transform.OutputFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The few classes of clients that {@code format=auto} tells apart, each of which takes what the next one does. They stand in cache
 * keys in place of the header, which differs from browser to browser.
 *
 * <p>AVIF and WebP have to be named: those who send {@code image/*} or {@code *}{@code /*} alone are old browsers and programs that
 * have no idea of the new formats.
 */
public enum Variant {
    /** Takes AVIF, and WebP where that is better (animations). */
    AVIF,
    WEBP,
    /** Takes what all browsers do. */
    NEITHER;

    /**
     * The class of a client.
     *
     * @param available the formats that can be written here
     */
    public static Variant of(Accept accept, Set<OutputFormat> available) {
        double avif = named(accept, OutputFormat.AVIF, available);
        double webp = named(accept, OutputFormat.WEBP, available);
        double others = Stream.of(Format.JPEG, Format.PNG, Format.GIF)
                .mapToDouble(accept::quality)
                .max()
                .orElse(0);
        boolean webpToo = webp > 0 || !available.contains(OutputFormat.WEBP);
        if (avif > 0 && webpToo && avif >= webp && avif >= others) {
            return AVIF;
        }
        return webp > 0 && webp >= others ? WEBP : NEITHER;
    }

    private static double named(Accept accept, OutputFormat format, Set<OutputFormat> available) {
        return available.contains(format) ? accept.named(format.format()).orElse(0.0) : 0;
    }

    /**
     * The format for a client of this class.
     *
     * @param original the format of the image
     * @param animated whether it has several frames; AVIF has none here
     * @param transparent whether it has, or may have, transparent parts; decides only what a WebP or AVIF becomes for those who take
     *     neither
     * @param available the formats that can be written here
     * @return empty: that of the original, as {@link dev.imago.transform.Transform.Output#format} has it
     */
    public Optional<OutputFormat> format(
            Format original, boolean animated, boolean transparent, Set<OutputFormat> available) {
        if (this == AVIF && !animated && available.contains(OutputFormat.AVIF)) {
            return Optional.of(OutputFormat.AVIF);
        }
        if (this != NEITHER && available.contains(OutputFormat.WEBP)) {
            return Optional.of(OutputFormat.WEBP);
        }
        boolean young = original == Format.WEBP || original == Format.AVIF;
        if (!young) {
            return Optional.empty();
        }
        OutputFormat old = transparent ? OutputFormat.PNG : OutputFormat.JPEG;
        return Optional.of(animated ? OutputFormat.GIF : old);
    }
}
