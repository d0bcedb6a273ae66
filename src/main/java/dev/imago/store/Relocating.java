package dev.imago.store;

import dev.imago.image.ImageKey;

/**
 * Capability: to keep what it has acknowledged, the store puts an image at another place at times, because its engine lost the
 * first, and tells those who know where images lie.
 */
public interface Relocating {
    /** Those who know where images lie. Called on threads of the store; may block. */
    interface Register {
        /** Whether it is known that the image of this key lies there. Throws a fault when nobody can tell now. */
        boolean knows(ImageKey key, Locator locator);

        /**
         * The same bytes lie elsewhere now. Throws a fault when this cannot be made known now; the store then tells it again.
         *
         * @return false when the image of this key did not lie at the old place, so that the new one is of no use
         */
        boolean moved(ImageKey key, Locator from, Stored to);
    }

    /** Starts to tell. Called once, before the first put. */
    void tell(Register register);
}
