package dev.imago.journal;

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

    /** Reacts to changes, oldest first. When it returns, they are done for good; when it throws, they come again. */
    void accept(List<Change> changes) throws Exception;
}
