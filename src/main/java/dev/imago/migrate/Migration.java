package dev.imago.migrate;

import dev.imago.image.ImageKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The move of the images below a prefix from one store to another, while they are read and written.
 *
 * <p>An image counts in one place, which the catalog names; of its copies those count that have its digest. So a migration needs
 * no state for each image: where it is read is a choice among the places that are known to have its bytes, and can be changed at any
 * time, for all images at once, in both directions.
 *
 * @param share of the keys below {@code sharedPrefix} that are cut over, in percent
 * @param paused whether its runner rests; uploads are copied all the same
 * @param changed when the phase was entered
 */
public record Migration(
        String id,
        Plan plan,
        Phase phase,
        int share,
        String sharedPrefix,
        boolean paused,
        Instant started,
        Instant changed,
        Progress progress) {
    /** Where an image of this key is to count, if it can be chosen. */
    public String preferred(ImageKey key) {
        return switch (phase) {
            case COPYING, ROLLED_BACK -> plan.from();
            case CUT_OVER ->
                key.value().startsWith(sharedPrefix) && Hundredth.of(key) < share ? plan.to() : plan.from();
            case FINISHING, FINISHED -> winner();
        };
    }

    /** The store that a copy of what counts in this one belongs in. */
    public Optional<String> second(String store) {
        if (phase == Phase.FINISHED || (phase == Phase.FINISHING && store.equals(winner()))) {
            return Optional.empty();
        }
        return other(store);
    }

    /** Whether an image is to be copied when it is read. */
    boolean copiesWhatIsRead() {
        return progress.stage() == Stage.ON_READ && !paused && phase.reversible();
    }

    /** The other side; empty for a store that this migration is not about. */
    Optional<String> other(String store) {
        return store.equals(plan.from())
                ? Optional.of(plan.to())
                : store.equals(plan.to()) ? Optional.of(plan.from()) : Optional.empty();
    }

    /** The side that stays, when it finishes as it stands now. */
    public String winner() {
        return share > 0 ? plan.to() : plan.from();
    }

    /** The side that is given up then. */
    public String loser() {
        return share > 0 ? plan.from() : plan.to();
    }

    /** Whether all of it is on one side, so that it can be finished. */
    boolean whole() {
        return phase != Phase.CUT_OVER
                || (share == Hundredth.PARTS && plan.prefix().startsWith(sharedPrefix));
    }

    Migration with(Progress now) {
        return new Migration(id, plan, phase, share, sharedPrefix, paused, started, changed, now);
    }

    Migration to(Phase next, Instant when) {
        return new Migration(id, plan, next, share, sharedPrefix, paused, started, when, progress);
    }

    Migration shared(int percent, String ofPrefix) {
        return new Migration(id, plan, phase, percent, ofPrefix, paused, started, changed, progress);
    }

    Migration paused(boolean rests) {
        return new Migration(id, plan, phase, share, sharedPrefix, rests, started, changed, progress);
    }

    Migration removing(Optional<Duration> after) {
        var changedPlan =
                new Plan(plan.prefix(), plan.from(), plan.to(), plan.verify(), plan.rate(), plan.concurrency(), after);
        return new Migration(id, changedPlan, phase, share, sharedPrefix, paused, started, changed, progress);
    }
}
