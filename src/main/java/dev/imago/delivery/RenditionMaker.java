package dev.imago.delivery;

import dev.imago.cache.CachedFacts;
import dev.imago.cache.DiskTier;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.transform.Renderer;
import dev.imago.transform.Renderer.Rendition;
import dev.imago.transform.Renderer.Seen;
import java.util.List;
import java.util.Optional;

/**
 * Has renditions of one original made in one go, from its mezzanine where there is one that is large enough for all, and puts each on
 * disk as soon as it is there. Thread-safe; blocks.
 */
final class RenditionMaker {
    private final Optional<DiskTier> disk;
    private final Renderer renderer;
    private final Optional<Mezzanines> mezzanines;

    RenditionMaker(Optional<DiskTier> disk, Renderer renderer, Optional<Mezzanines> mezzanines) {
        this.disk = disk;
        this.renderer = renderer;
        this.mezzanines = mezzanines;
    }

    /** Hears of each order once, in any order. Called by the thread that waits for all of them. */
    interface Customer {
        /** @param seen what it was made of, unless that was a mezzanine */
        void made(Order order, MadeRendition made, Optional<Seen> seen);

        void refused(Order order, Fault why);
    }

    /** To be taken before the original is read and before the wait for a place, so that nothing removed meanwhile comes back. */
    Optional<Long> ticket(Original original) {
        return disk.map(tier -> tier.ticket(original.version().digest()));
    }

    /** The caller holds a place in the queue. */
    void make(Original original, List<Order> orders, Optional<Long> ticket, Customer customer) {
        Digest digest = original.version().digest();
        Optional<Renderer.Source> standIn = mezzanines.flatMap(
                kept -> kept.of(digest, orders.stream().map(Order::transform).toList()));
        Renderer.Source source = standIn.orElseGet(() -> new OriginalSource(original));
        renderer.renderAll(source, orders.stream().map(Order::transform).toList(), new Renderer.Results() {
            @Override
            public void made(int which, Rendition rendition) {
                Order order = orders.get(which);
                if (ticket.isPresent()) {
                    var facts = new CachedFacts(rendition.format(), rendition.dimensions(), rendition.cost());
                    disk.get().put(digest, order.what(), facts, rendition.bytes(), ticket.get());
                }
                customer.made(
                        order,
                        MadeRendition.of(rendition),
                        Optional.of(rendition.seen()).filter(_ -> standIn.isEmpty()));
            }

            @Override
            public void refused(int which, Fault why) {
                customer.refused(orders.get(which), why);
            }
        });
    }
}
