package dev.imago.store;

import java.nio.ByteBuffer;

/** Capability: a known version of a small image is read in one step, where opening, reading and closing it are three. */
public interface ReadingAtOnce {
    /**
     * Reads the whole of one version.
     *
     * @param validator of the version
     * @param into a direct buffer with room for just its bytes; not to be used any more unless this returns true
     * @return whether the version was there
     * @throws dev.imago.image.Fault as {@link Blob#read}
     */
    boolean read(Locator locator, String validator, ByteBuffer into);
}
