package dev.imago.migrate;

/** Where a migration stands; what reads and writes do follows from it alone. */
public enum Phase {
    /** The source counts; the target gets copies of what is there and of what comes. */
    COPYING,
    /** The target counts for the keys that were cut over, and the source gets copies. */
    CUT_OVER,
    /** The source counts again, as in {@link #COPYING}; what counts in the target only is copied back. */
    ROLLED_BACK,
    /** One side is about to be given up: its images are made to count on the other, where all of them are. */
    FINISHING,
    /** One side was given up. */
    FINISHED;

    /** Whether both sides are still kept alike. */
    public boolean reversible() {
        return this == COPYING || this == CUT_OVER || this == ROLLED_BACK;
    }
}
