package dev.imago.transform.srcset;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An image for a page, with the space that it takes there, so that nothing jumps when it arrives. Its components are the JSON.
 *
 * @param src for browsers that know no {@code srcset}
 * @param sizes of HTML; empty if candidates are told apart by density
 * @param width of the place in pixels of the page, as is height
 */
public record Picture(String src, List<Candidate> candidates, Optional<String> sizes, int width, int height) {
    /**
     * One of the sizes.
     *
     * @param descriptor such as {@code 400w} or {@code 2x}
     * @param width in pixels of the image, as is height
     */
    public record Candidate(String url, String descriptor, int width, int height) {}

    public Picture {
        candidates = List.copyOf(candidates);
    }

    /** The value of {@code srcset}. Addresses are percent-encoded, so they have no blanks; a comma at an end would be taken for the next. */
    public String srcset() {
        return candidates.stream()
                .map(candidate -> candidate.url().replaceFirst(",$", "%2C") + " " + candidate.descriptor())
                .collect(Collectors.joining(", "));
    }

    /**
     * The element, ready to be put into a page.
     *
     * @param alt what it shows, in words
     */
    public String html(String alt) {
        return "<img src=\"" + escaped(src) + "\" srcset=\"" + escaped(srcset()) + "\""
                + sizes.map(value -> " sizes=\"" + escaped(value) + "\"").orElse("")
                + " width=\"" + width + "\" height=\"" + height + "\" alt=\"" + escaped(alt) + "\">";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("\"", "&quot;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }
}
