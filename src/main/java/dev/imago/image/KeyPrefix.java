package dev.imago.image;

/**
 * What image keys begin with: empty for all of them, or the beginning of at least one key, such as {@code upload/} or {@code
 * upload/2024}. Parsed at the border, so that a listing, scan or deletion below nonsense is refused instead of finding nothing.
 */
public record KeyPrefix(String text) {
    public static final KeyPrefix ALL = new KeyPrefix("");

    /** @throws Fault of kind {@code INVALID} if no key begins like this */
    public KeyPrefix {
        if (!text.isEmpty() && !isKey(text) && !isKey(text + "x")) {
            throw new Fault(
                            Fault.Kind.INVALID,
                            "A prefix is what image keys begin with, such as upload/ or upload/2024; no key begins like this one.")
                    .withDetail(text);
        }
    }

    /** One slash before it is tolerated, as keys look like paths. */
    public static KeyPrefix parse(String text) {
        return new KeyPrefix(text.startsWith("/") ? text.substring(1) : text);
    }

    public boolean isEmpty() {
        return text.isEmpty();
    }

    @Override
    public String toString() {
        return text;
    }

    private static boolean isKey(String text) {
        try {
            return ImageKey.of(text).value().equals(text);
        } catch (Fault e) {
            return false;
        }
    }
}
