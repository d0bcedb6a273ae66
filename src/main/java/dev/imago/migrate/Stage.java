package dev.imago.migrate;

/** What the runner of a migration is at. It always follows the journal beside it. */
public enum Stage {
    /** Copies what is read, on the node that reads it; goes over nothing by itself. */
    ON_READ,
    /** Goes over all keys, and copies what has no copy on the other side. */
    BACKFILL,
    /** Goes over all keys again, and reads copies to compare their digests. */
    VERIFY,
    /** All keys were gone over; what changes is copied. */
    FOLLOW,
    /** Makes images count on the side that stays. */
    SWITCH,
    /** Removes the bytes from the side that was given up, once their time has come. */
    REMOVE,
    /** There is nothing more to do. */
    DONE
}
