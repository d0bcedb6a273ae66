package dev.imago.image;

import java.util.Optional;

/**
 * What the first look at an image's bytes tells.
 *
 * @param dimensions empty for a format without a fixed size in pixels (SVG)
 */
public record ImageHeader(Format format, Optional<Dimensions> dimensions) {
    ImageHeader(Format format, Dimensions dimensions) {
        this(format, Optional.of(dimensions));
    }
}
