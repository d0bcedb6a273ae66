package dev.imago.transform;

import dev.imago.image.Format;

/** The formats that renditions are written in. */
public enum OutputFormat {
    JPEG(Format.JPEG),
    PNG(Format.PNG),
    WEBP(Format.WEBP),
    AVIF(Format.AVIF),
    GIF(Format.GIF);

    private final Format format;

    OutputFormat(Format format) {
        this.format = format;
    }

    public Format format() {
        return format;
    }
}
