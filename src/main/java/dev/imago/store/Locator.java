package dev.imago.store;

/**
 * Where a store keeps an image, in the store's own terms: the path below a folder, an object's name, a FastDFS file id.
 * Opaque to everybody but its store. It is bookkeeping and never shows in a URL.
 */
public record Locator(String value) {
    public Locator {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("a locator is not empty");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
