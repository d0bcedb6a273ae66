package dev.imago.transform.query;

import dev.imago.transform.OutputFormat;
import java.util.Optional;

/** A format by its name, or the best one that the client takes. */
public enum FormatWish {
    AUTO(Optional.empty()),
    JPEG(Optional.of(OutputFormat.JPEG)),
    PNG(Optional.of(OutputFormat.PNG)),
    WEBP(Optional.of(OutputFormat.WEBP)),
    AVIF(Optional.of(OutputFormat.AVIF)),
    GIF(Optional.of(OutputFormat.GIF));

    private final Optional<OutputFormat> output;

    FormatWish(Optional<OutputFormat> output) {
        this.output = output;
    }

    /** Empty for {@link #AUTO}. */
    public Optional<OutputFormat> output() {
        return output;
    }

    static FormatWish of(OutputFormat format) {
        return valueOf(format.name());
    }
}
