package dev.imago.delivery;

import dev.imago.cache.CachedFile;
import dev.imago.cache.DiskTier;
import dev.imago.cache.SingleFlight;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.transform.Asker;
import dev.imago.transform.FairQueue;
import dev.imago.transform.Renderer;
import dev.imago.transform.Renderer.Seen;
import dev.imago.transform.Transform;
import dev.imago.transform.query.TransformQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Finds renditions on disk, or has them made. What is made once is on disk until its original is changed or removed, or something
 * else is worth more. Thread-safe; blocks.
 *
 * <pre>
 *   single flight ─► disk ─► queue, fair between clients ─► renderer ─► disk
 * </pre>
 */
public final class Renditions {
    private final Optional<DiskTier> disk;
    private final FairQueue queue;
    private final Duration patience;
    private final String recipe;
    private final Runnable ready;
    private final Optional<Mezzanines> mezzanines;
    private final RenditionMaker maker;
    private final Optional<Warmth> warmth;
    private final SingleFlight<RenditionName, MadeRendition> flights = new SingleFlight<>();

    /**
     * Wires the making of renditions.
     *
     * @param disk where they are kept; empty keeps none on disk
     * @param queue in front of the renderer
     * @param patience how long a request waits in the queue
     * @param ready blocks until the renderer has started, or it is known that it will not
     * @param recipe tells apart what other settings would make of the same; what is on disk by another recipe is not used
     * @param mezzanine whether small renditions of large originals are made from a {@link dev.imago.transform.Mezzanine}
     */
    public Renditions(
            Optional<DiskTier> disk,
            FairQueue queue,
            Renderer renderer,
            Duration patience,
            Runnable ready,
            String recipe,
            boolean mezzanine) {
        this.disk = disk;
        this.queue = queue;
        this.patience = patience;
        this.recipe = recipe;
        this.ready = ready;
        this.mezzanines = disk.filter(_ -> mezzanine).map(tier -> new Mezzanines(tier, queue, renderer));
        this.maker = new RenditionMaker(disk, renderer, mezzanines);
        this.warmth =
                disk.map(tier -> new Warmth(tier, queue, maker, flights, what -> what.substring(recipe.length())));
    }

    /** Waits until it is known which formats can be written here, as the first requests after a start find out together. */
    void awaitReady() {
        ready.run();
    }

    /**
     * The rendition, ready to be answered.
     *
     * @param original opened by the caller, who closes it
     * @throws Fault as {@link Renderer#render}, and of kind {@code UNAVAILABLE} when too many wait
     * @throws java.util.concurrent.CancellationException when the asker leaves while he waits
     */
    HotImage of(Original original, Chosen chosen, Asker asker) {
        ImageVersion version = original.version();
        Order order = order(version, chosen);
        MadeRendition made = flights.run(
                new RenditionName(version.digest(), order.what()),
                () -> findOrMake(original, order, asker),
                asker::gone);
        ImageVersion of = version.rendered(made.digest(), made.bytes().remaining(), made.format(), chosen.vary());
        return new HotImage(of, made.bytes(), System.nanoTime());
    }

    /**
     * Sees to it that renditions are on disk, behind all requests.
     *
     * @param original opened by the caller, who closes it
     * @throws Fault of kind {@code CONFLICT} when none are kept on disk; as {@link Warmth#of}
     */
    List<Warmed> warm(Original original, List<Chosen> chosen) {
        List<Order> orders = chosen.stream()
                .map(one -> order(original.version(), one))
                .distinct()
                .toList();
        return warmth.orElseThrow(() -> new Fault(
                        Fault.Kind.CONFLICT, "No renditions are kept on disk here (delivery.renditions-on-disk)."))
                .of(original, orders);
    }

    private Order order(ImageVersion version, Chosen chosen) {
        Transform transform = chosen.transform().apply(version.format());
        return new Order(recipe + TransformQuery.of(transform).text(), transform);
    }

    /** Everything that was made of an original is gone from this node when this returns. */
    public void forget(Digest original) {
        disk.ifPresent(tier -> tier.remove(original));
    }

    private MadeRendition findOrMake(Original original, Order order, Asker asker) {
        return disk.flatMap(tier -> onDisk(tier, original.version().digest(), order))
                .orElseGet(() -> make(original, order, asker));
    }

    private static Optional<MadeRendition> onDisk(DiskTier tier, Digest original, Order order) {
        Optional<CachedFile> found = tier.open(original, order.what());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (CachedFile file = found.get()) {
            return MadeRendition.of(file);
        }
    }

    private MadeRendition make(Original original, Order order, Asker asker) {
        var outcome = new Outcome(original.version(), mezzanines);
        Optional<Long> ticket = maker.ticket(original);
        try (FairQueue.Permit _ = queue.enter(asker.client(), patience, asker::gone)) {
            maker.make(original, List.of(order), ticket, outcome);
        }
        return outcome.get();
    }

    /** What became of a single order. One thread. */
    private static final class Outcome implements RenditionMaker.Customer {
        private final ImageVersion version;
        private final Optional<Mezzanines> mezzanines;
        private Optional<MadeRendition> result = Optional.empty();
        private Optional<Fault> refusal = Optional.empty();

        Outcome(ImageVersion version, Optional<Mezzanines> mezzanines) {
            this.version = version;
            this.mezzanines = mezzanines;
        }

        @Override
        public void made(Order order, MadeRendition made, Optional<Seen> seen) {
            result = Optional.of(made);
            seen.ifPresent(original -> mezzanines.ifPresent(kept -> kept.missed(version, order.transform(), original)));
        }

        @Override
        public void refused(Order order, Fault why) {
            refusal = Optional.of(why);
        }

        MadeRendition get() {
            return result.orElseThrow(refusal::orElseThrow);
        }
    }
}
