package dev.imago.auth;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;

/**
 * The part of all image keys that somebody may touch: empty for all, or one or more segments with a slash at the end, so that
 * {@code upload/} never covers {@code upload2/x.jpg}.
 */
public record Prefix(String text) {
    public static final Prefix ALL = new Prefix("");

    /** @throws Fault of kind {@code INVALID} */
    public Prefix {
        if (!text.isEmpty() && (!text.endsWith("/") || !valid(text))) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    "A prefix is empty, or the start of image keys that ends with a slash, such as upload/.");
        }
    }

    public boolean covers(ImageKey key) {
        return key.startsWith(text);
    }

    /** Whether all keys that start with the text are covered. */
    public boolean covers(String listed) {
        return listed.startsWith(text);
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean valid(String text) {
        try {
            return ImageKey.of(text + "x").value().length() == text.length() + 1;
        } catch (Fault e) {
            return false;
        }
    }
}
