package dev.imago.store.wrap;

import java.time.Duration;

/** Hears of each call of a store when it has ended. Called on the caller's thread; must return quickly and not throw. */
@FunctionalInterface
public interface StoreMeter {
    /** The calls that are told apart. */
    enum Operation {
        STAT,
        OPEN,
        READ,
        PUT,
        DELETE,
        LIST
    }

    /** How a call ended. */
    enum Outcome {
        /** It did what was asked. */
        DONE,
        /** There was nothing at the locator. */
        ABSENT,
        /** It threw. */
        FAILED
    }

    /**
     * @param store its name
     * @param took from the call to its end
     * @param bytes that were read or put; 0 for other operations
     */
    void ended(String store, Operation operation, Outcome outcome, Duration took, long bytes);
}
