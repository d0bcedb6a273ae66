package dev.imago.image;

import java.util.Locale;
import java.util.Optional;

/** The image formats that Imago knows by their bytes. The order has no meaning. */
public enum Format {
    JPEG("image/jpeg", ".jpg"),
    PNG("image/png", ".png"),
    WEBP("image/webp", ".webp"),
    AVIF("image/avif", ".avif"),
    GIF("image/gif", ".gif"),
    TIFF("image/tiff", ".tif"),
    BMP("image/bmp", ".bmp"),
    HEIC("image/heic", ".heic"),
    JXL("image/jxl", ".jxl"),
    ICO("image/x-icon", ".ico"),
    SVG("image/svg+xml", ".svg");

    private final String mediaType;
    private final String extension;

    Format(String mediaType, String extension) {
        this.mediaType = mediaType;
        this.extension = extension;
    }

    /** The registered media type, without parameters. */
    public String mediaType() {
        return mediaType;
    }

    /** The usual file extension, with its dot. */
    public String extension() {
        return extension;
    }

    /** The format of a media type, parameters ignored. */
    public static Optional<Format> ofMediaType(String mediaType) {
        String bare = mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        for (Format format : values()) {
            if (format.mediaType.equals(bare)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
