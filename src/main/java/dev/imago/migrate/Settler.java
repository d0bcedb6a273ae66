package dev.imago.migrate;

import dev.imago.image.ImageKey;
import java.util.List;
import java.util.function.LongConsumer;

/** Brings single images of a migration to where its plan wants them: copied, and verified. Thread-safe; blocks. */
final class Settler {
    private final CopyKeeper keeper;
    private final Verifier verifier;
    private final LongConsumer pace;

    Settler(CopyKeeper keeper, Verifier verifier, LongConsumer pace) {
        this.keeper = keeper;
        this.verifier = verifier;
        this.pace = pace;
    }

    /**
     * Copies an image, if it lacks a copy. Where no verification of all is still to come, it is verified at once.
     *
     * @throws dev.imago.image.Fault when it could not be done, so that it is to be done again
     */
    void settle(Migration migration, ImageKey key, Tally tally) {
        keeper.settle(key, tally, pace);
        if (migration.progress().stage() != Stage.BACKFILL) {
            verify(migration, key, tally);
        }
    }

    /** Reads the copy of an image again, if the plan wants it; one that is wrong is made again. */
    void verify(Migration migration, ImageKey key, Tally tally) {
        if (!migration.plan().verifies(key)) {
            return;
        }
        for (String side : List.of(migration.plan().from(), migration.plan().to())) {
            if (!verifier.verify(key, side, tally, pace)) {
                keeper.settle(key, tally, pace);
                if (!verifier.verify(key, side, tally, pace)) {
                    throw Reading.unlike("A copy in the store " + side + " came out wrong twice.");
                }
            }
        }
    }
}
