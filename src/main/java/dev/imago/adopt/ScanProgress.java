package dev.imago.adopt;

/**
 * How far a scan is.
 *
 * @param prefix below which it looks; empty for everything
 * @param seen files that were compared
 * @param adopted files that were new or changed
 * @param removed images that are gone
 * @param failed files and directories that could not be read so far; they are tried again soon
 */
public record ScanProgress(Phase phase, String prefix, long seen, long adopted, long removed, long failed) {
    /** What a scan is doing. */
    public enum Phase {
        /** Comparing what lies in the store. */
        READING,
        /** Looking for what is gone. */
        REMOVING,
        /** Finished. */
        DONE,
        /** Ended before it was finished. */
        STOPPED,
        /**
         * So much is gone, of everything or of a directory, that a missing mount is likelier than a deletion; that was not removed.
         * Of a part: everything is scanned.
         */
        REFUSED,
        /** Ended by a failure of the store or the catalog; tried again soon. */
        FAILED
    }
}
