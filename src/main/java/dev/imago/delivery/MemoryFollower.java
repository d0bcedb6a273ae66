package dev.imago.delivery;

import dev.imago.journal.Change;
import dev.imago.journal.Follower;
import java.util.List;

/** Keeps the memory tier of this node in step with changes that other nodes made. */
public final class MemoryFollower implements Follower {
    private final Delivery delivery;

    public MemoryFollower(Delivery delivery) {
        this.delivery = delivery;
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
        changes.forEach(change -> delivery.invalidate(change.key()));
    }

    @Override
    public void missed(long upTo) {
        delivery.invalidateAll();
    }
}
