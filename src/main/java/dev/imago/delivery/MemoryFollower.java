package dev.imago.delivery;

import dev.imago.journal.Change;
import dev.imago.journal.Follower;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps the caches of this node in step with changes, whoever made them: the memory tier, and renditions on disk. Those of an
 * original that changed while this node was down stay on disk until something else is worth more; nobody is shown them.
 */
public final class MemoryFollower implements Follower {
    private final Delivery delivery;
    private final Consumer<Change> afterwards;

    /** @param afterwards hears of each change once the caches know of it; does not block */
    public MemoryFollower(Delivery delivery, Consumer<Change> afterwards) {
        this.delivery = delivery;
        this.afterwards = afterwards;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public boolean durable() {
        return false;
    }

    @Override
    public void accept(List<Change> changes) {
        for (Change change : changes) {
            delivery.invalidate(change.key());
            change.previous()
                    .filter(before -> !change.digest().equals(Optional.of(before)))
                    .ifPresent(delivery::forget);
            afterwards.accept(change);
        }
    }

    @Override
    public void missed(long upTo) {
        delivery.invalidateAll();
    }
}
