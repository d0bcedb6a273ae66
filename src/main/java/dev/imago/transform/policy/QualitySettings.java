package dev.imago.transform.policy;

import dev.imago.config.Range;
import dev.imago.config.Setting;
import dev.imago.transform.OutputFormat;

/** The quality of renditions that ask for none, in the terms of JPEG: other formats get the quality that looks equal. */
public record QualitySettings(
        @Setting(doc = "Of JPEG.", byDefault = "80") @Range(min = "1", max = "100")
        int jpeg,

        @Setting(doc = "Of WebP, in the terms of JPEG.", byDefault = "80") @Range(min = "1", max = "100")
        int webp,

        @Setting(doc = "Of AVIF, in the terms of JPEG.", byDefault = "80") @Range(min = "1", max = "100")
        int avif) {
    /** What looks alike in all formats. */
    public static final QualitySettings DEFAULT = new QualitySettings(80, 80, 80);

    /** Of a format; those that lose nothing have the highest. */
    public int of(OutputFormat format) {
        return switch (format) {
            case JPEG -> jpeg;
            case WEBP -> webp;
            case AVIF -> avif;
            case PNG, GIF -> 100;
        };
    }
}
