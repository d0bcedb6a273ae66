package dev.imago.transform.srcset;

import dev.imago.transform.query.TransformQuery;
import java.util.List;
import java.util.Optional;

/**
 * What a page wants to show, and how wide it will be there.
 *
 * @param asked the picture; a preset in it stays a name in the addresses
 * @param widths the widths to offer, in pixels of the image; empty: those that follow from the width of {@code asked}. A height in
 *     {@code asked} belongs to its width, and others have the same shape
 * @param sizes how wide the place is (HTML's {@code sizes}); empty for a place of fixed size, unless there are several widths
 */
public record Place(TransformQuery asked, List<Integer> widths, Optional<String> sizes) {
    /** As wide as the window. */
    private static final String WINDOW = "100vw";

    public Place {
        widths = widths.stream().distinct().sorted().toList();
        sizes = widths.isEmpty() ? sizes : Optional.of(sizes.orElse(WINDOW));
    }
}
