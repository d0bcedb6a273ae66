package dev.imago.upload.tus;

/** What became of bytes that were sent. */
public enum Appended {
    /** They are on the disk. */
    DONE,
    /** The upload is at another offset; nothing was read. */
    WRONG_OFFSET,
    /** They do not have the stated checksum, and were dropped. */
    WRONG_CHECKSUM,
    /** There were more than the upload is long; they were dropped. */
    TOO_MANY
}
