package dev.imago.journal;

import dev.imago.image.Fault;
import java.util.List;

/**
 * Something that reacts to changes: a cache, a peer, a webhook, a migration. It is handed every change at least once, in
 * order, on one thread; a batch that fails is handed over again after a growing pause.
 */
public interface Follower {
    /** Unique, stable over restarts if the cursor is durable: lower case, digits, {@code -}, {@code :} and {@code .}. */
    String name();

    /**
     * Whether its position is kept in the database. A follower whose work is in memory alone (a cache) starts at the end of
     * the journal instead.
     */
    boolean durable();

    /**
     * Reacts to changes, oldest first. When it returns, they are done for good; when it throws, they come again. Interrupted
     * when the server stops.
     */
    void accept(List<Change> changes) throws Exception;

    /**
     * Takes note that it is not handed the changes up to a sequence number, and goes on behind it. Happens to followers
     * without a durable position only: whenever one begins (which is late, if the database did not answer before), and when
     * changes were trimmed before it saw them. A cache empties itself, since what it holds may be older; by default it is a
     * failure that stays until somebody looks at it.
     */
    default void missed(long upTo) throws Exception {
        throw new Fault(Fault.Kind.GONE, "The journal was trimmed up to " + upTo + " before " + name() + " saw it.");
    }
}
