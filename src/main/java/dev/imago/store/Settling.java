package dev.imago.store;

/** Capability: a store that other programs write to can tell whether they are done with a file. */
public interface Settling {
    /**
     * Whether nobody is writing there any more, as far as can be told: exactly on a local file system, by a second of rest on
     * others. Asking costs little and disturbs no writer. Where nothing is, nobody is writing.
     */
    boolean settled(Locator locator);
}
