package dev.imago.image;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The identity of an image: its URL path without the leading slash, decoded, such as {@code upload/qa/test.jpg}. A key is
 * canonical; two different texts are two different images. It cannot express traversal, control characters, backslashes,
 * empty or dot segments, unpaired surrogates, or more than {@value #MAX_BYTES} bytes of UTF-8.
 *
 * <p>Keys are ordered by their UTF-8 bytes, the order of listings, which is the same in SQLite ({@code BINARY}) and
 * PostgreSQL ({@code COLLATE "C"}).
 */
public record ImageKey(String value) implements Comparable<ImageKey> {
    /** The longest key, in bytes of UTF-8. */
    public static final int MAX_BYTES = 1024;

    /** The longest segment, in bytes of UTF-8: what common file systems take as a name. */
    public static final int MAX_SEGMENT_BYTES = 255;

    public ImageKey {
        String problem = problemOf(value);
        if (!problem.isEmpty()) {
            throw new Fault(Fault.Kind.INVALID, "Not an image key: " + problem + ".").withDetail(value);
        }
    }

    /**
     * Parses a decoded path without its leading slash.
     *
     * @throws Fault of kind {@code INVALID} that names what is wrong
     */
    public static ImageKey of(String path) {
        return new ImageKey(path);
    }

    public List<String> segments() {
        return List.of(value.split("/"));
    }

    /** The last segment. */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /** Whether a segment starts with a dot; such keys are never served from, or written to, a folder. */
    public boolean hidden() {
        return value.startsWith(".") || value.contains("/.");
    }

    public boolean startsWith(String prefix) {
        return value.startsWith(prefix);
    }

    @Override
    public int compareTo(ImageKey other) {
        return Arrays.compareUnsigned(
                value.getBytes(StandardCharsets.UTF_8), other.value.getBytes(StandardCharsets.UTF_8));
    }

    // Written out: those that a record gets are put together by the JVM at their first use, anew at every
    // start.

    @Override
    public boolean equals(Object other) {
        return other instanceof ImageKey(String otherValue) && value.equals(otherValue);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return value;
    }

    private static String problemOf(String value) {
        if (value.isEmpty()) {
            return "it is empty";
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < 0x20 || (c >= 0x7F && c <= 0x9F)) {
                return "it has a control character";
            }
            if (c == '\\') {
                return "it has a backslash";
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == value.length()
                        || !Character.isLowSurrogate(value.charAt(i + 1))) {
                    return "it is not Unicode text";
                }
                i++;
            }
        }
        return segmentProblemOf(value);
    }

    private static String segmentProblemOf(String value) {
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return "it is longer than " + MAX_BYTES + " bytes";
        }
        for (String segment : value.split("/", -1)) {
            if (segment.isEmpty()) {
                return "it has an empty segment";
            }
            if (segment.equals(".") || segment.equals("..")) {
                return "it has a dot segment";
            }
            if (segment.length() > MAX_SEGMENT_BYTES / 4
                    && segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
                return "a segment is longer than " + MAX_SEGMENT_BYTES + " bytes";
            }
        }
        return "";
    }
}
