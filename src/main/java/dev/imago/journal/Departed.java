package dev.imago.journal;

import dev.imago.database.ClusterLocks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets followers that were taken out of the configuration, which would otherwise keep the journal from being trimmed for
 * ever. Another node may still have one in its configuration, so one that is not in this node's is forgotten only when nobody
 * runs it at this moment, and the next change that waits for it has done so for longer than changes are kept, and for a day at
 * least. Until then it holds up nothing; one that another node runs takes its changes long before.
 *
 * @param family what the names of the followers that are configured begin with; no other is touched
 * @param configured on this node
 * @param keep how long entries of the journal stay at least
 */
public record Departed(String family, Set<String> configured, Duration keep, Optional<ClusterLocks> cluster) {
    private static final Logger LOG = LoggerFactory.getLogger(Departed.class);
    private static final Duration LEAST = Duration.ofDays(1);

    public Departed {
        configured = Set.copyOf(configured);
    }

    void forget(Journal journal, Instant now) {
        Instant before = now.minus(keep.compareTo(LEAST) > 0 ? keep : LEAST);
        for (Journal.Cursor cursor : journal.cursors()) {
            boolean ours = cursor.follower().startsWith(family) && !configured.contains(cursor.follower());
            if (ours && left(journal, cursor, before)) {
                forget(journal, cursor);
            }
        }
    }

    private static boolean left(Journal journal, Journal.Cursor cursor, Instant before) {
        if (!cursor.moved().isBefore(before)) {
            return false;
        }
        if (cursor.sequence() < journal.trimmed()) {
            return true;
        }
        List<Change> waiting = journal.after(cursor.sequence(), 1);
        return !waiting.isEmpty() && waiting.getFirst().at().isBefore(before);
    }

    private void forget(Journal journal, Journal.Cursor cursor) {
        if (cluster.isPresent()) {
            Optional<ClusterLocks.Held> right =
                    cluster.get().acquire(FollowerRunner.lock(cursor.follower()), Duration.ZERO);
            if (right.isEmpty()) {
                return;
            }
            try (ClusterLocks.Held _ = right.get()) {
                journal.forget(cursor.follower());
            }
        } else {
            journal.forget(cursor.follower());
        }
        LOG.info(
                "{} is not configured any more and is forgotten: it was done up to change {}.",
                cursor.follower(),
                cursor.sequence());
    }
}
