package dev.imago.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Every acknowledged change, in the one order in which it became visible (invariant I5): a reader that has seen entry n will
 * never find a new entry with a smaller number. All methods may be called from any thread and may block; when the database
 * does not answer they throw a {@link dev.imago.image.Fault} of kind {@code UNAVAILABLE}.
 */
public interface Journal {
    /**
     * The changes behind a sequence number, in order.
     *
     * @param limit 1 to 10,000
     * @throws dev.imago.image.Fault of kind {@code GONE} when entries behind {@code sequence} were trimmed already
     */
    List<Change> after(long sequence, int limit);

    /** The newest sequence number; 0 in an empty journal. */
    long last();

    /** The greatest sequence number that was trimmed; 0 when nothing was. Whoever begins anew begins behind it. */
    default long trimmed() {
        return 0;
    }

    /** Waits until there is an entry behind the number, on whatever node it was written, or the time is over. */
    boolean await(long sequence, Duration atMost);

    /** The follower's durable position; a new follower starts at the given one. */
    long cursor(String follower, long startAt);

    /** Moves a follower's durable position forward. */
    void advance(String follower, long sequence);

    /** All followers with a durable position. */
    List<Cursor> cursors();

    /** Forgets a follower, so that trimming does not wait for it; should it come back, it is a new one. */
    void forget(String follower);

    /** Removes entries that are older than the time and that every follower has passed. Returns how many. */
    long trim(Instant before);

    /** A follower and its position. */
    record Cursor(String follower, long sequence, Instant moved) {}
}
