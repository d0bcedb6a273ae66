package dev.imago.cli.client;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A move of images from one store to another.
 *
 * @param phase {@code copying}, {@code cut-over}, {@code rolled-back}, {@code finishing} or {@code finished}
 * @param share of the keys below {@code sharedPrefix} that are cut over, in percent
 * @param stays the store that stays if it is finished now
 * @param failures the first images that could not be copied so far
 * @param lacking present where it was asked for
 */
public record MigrationInfo(
        String id,
        String prefix,
        String from,
        String to,
        String phase,
        int share,
        String sharedPrefix,
        boolean paused,
        String stays,
        Instant started,
        Done progress,
        List<Failure> failures,
        Optional<Lacking> lacking) {
    /**
     * How far it is.
     *
     * @param stage what the server is at, such as {@code backfill}; {@code on-read}, {@code follow} and {@code done} are the last ones
     * @param looked images that this stage has gone over, of about {@code images}
     * @param total bytes at the start
     * @param bytes that were copied
     * @param failed images that wait for another try
     * @param problem what all of it waits for; empty if all is well
     */
    public record Done(
            String stage,
            long images,
            long total,
            long looked,
            long copied,
            long bytes,
            long verified,
            long mismatched,
            long removed,
            long failed,
            String problem) {}

    /** An image that could not be copied so far. */
    public record Failure(String key, String problem, int tries) {}

    /**
     * What stands between it and its end.
     *
     * @param store that is to have all images
     */
    public record Lacking(String store, long images, long unverified) {}

    /** Whether it can still be cut over and rolled back. */
    public boolean open() {
        return !phase.equals("finishing") && !phase.equals("finished");
    }

    /** Whether only what is read is copied. */
    public boolean lazy() {
        return progress.stage().equals("on-read");
    }

    /** Whether nothing is under way but following what changes. */
    public boolean rests() {
        return paused
                || lazy()
                || progress.stage().equals("follow")
                || progress.stage().equals("done");
    }

    /** Whether it waits for nothing but a time. */
    public boolean over() {
        return phase.equals("finished");
    }
}
