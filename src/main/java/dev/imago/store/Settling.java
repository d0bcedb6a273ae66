package dev.imago.store;

/** Capability: a store can tell whether another program is still writing an image. */
public interface Settling {
    /** False while somebody has the file open for writing, or, where that cannot be known, changed it within the last second. */
    boolean settled(Locator locator);
}
