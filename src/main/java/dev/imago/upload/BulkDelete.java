package dev.imago.upload;

import java.time.Instant;
import java.util.Optional;

/**
 * A delete of all images below a prefix, done or under way.
 *
 * @param until images with a later version are spared: they were uploaded after the delete was asked for
 * @param total how many images there were when it was asked for
 * @param deleted so far; a restart in the middle may leave some uncounted
 * @param failed how many could not be deleted, also not in several tries; the log says why
 * @param position the last key that was looked at; empty at the beginning
 * @param problem what it is waiting for, or the last failure; empty if all is well
 */
public record BulkDelete(
        String id,
        String prefix,
        long until,
        long total,
        long deleted,
        long failed,
        String position,
        String problem,
        Instant started,
        Optional<Instant> finished) {
    BulkDelete after(String key, long moreDeleted, long moreFailed) {
        return new BulkDelete(
                id, prefix, until, total, deleted + moreDeleted, failed + moreFailed, key, problem, started, finished);
    }

    BulkDelete with(String newProblem) {
        return new BulkDelete(id, prefix, until, total, deleted, failed, position, newProblem, started, finished);
    }

    BulkDelete finishedAt(Instant time) {
        return new BulkDelete(id, prefix, until, total, deleted, failed, position, problem, started, Optional.of(time));
    }
}
