package dev.imago.http.api.images;

import dev.imago.transform.srcset.Picture;
import java.util.List;
import java.util.Optional;

/**
 * An image for a page: the element, ready to be put there, and what it is made of.
 *
 * @param html the element {@code img}
 * @param sizes of HTML; absent if candidates are told apart by density
 * @param width of the picture of {@code src} in pixels, as is height
 */
public record SrcsetView(
        String html,
        String src,
        String srcset,
        Optional<String> sizes,
        int width,
        int height,
        String alt,
        List<Picture.Candidate> candidates) {
    static SrcsetView of(Picture picture, String alt) {
        return new SrcsetView(
                picture.html(alt),
                picture.src(),
                picture.srcset(),
                picture.sizes(),
                picture.width(),
                picture.height(),
                alt,
                picture.candidates());
    }
}
