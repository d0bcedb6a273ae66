package dev.imago.delivery;

import dev.imago.cache.CachedFacts;
import dev.imago.cache.CachedFile;
import dev.imago.cache.DiskTier;
import dev.imago.cache.SingleFlight;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.transform.Asker;
import dev.imago.transform.FairQueue;
import dev.imago.transform.Renderer;
import dev.imago.transform.Renderer.Rendition;
import dev.imago.transform.Transform;
import dev.imago.transform.query.TransformQuery;
import java.nio.ByteBuffer;
import java.time.Duration;
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
    private final Renderer renderer;
    private final Duration patience;
    private final String recipe;
    private final Runnable ready;
    private final SingleFlight<Name, Made> flights = new SingleFlight<>();

    /** What tells a rendition from all others: a replaced original cannot show an old one. */
    private record Name(Digest original, String what) {}

    private record Made(Rendition rendition, Digest digest) {}

    /**
     * Wires the making of renditions.
     *
     * @param disk where they are kept; empty keeps none on disk
     * @param queue in front of the renderer
     * @param patience how long a request waits in the queue
     * @param ready blocks until the renderer has started, or it is known that it will not
     * @param recipe tells apart what other settings would make of the same; what is on disk by another recipe is not used
     */
    public Renditions(
            Optional<DiskTier> disk,
            FairQueue queue,
            Renderer renderer,
            Duration patience,
            Runnable ready,
            String recipe) {
        this.disk = disk;
        this.queue = queue;
        this.renderer = renderer;
        this.patience = patience;
        this.recipe = recipe;
        this.ready = ready;
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
        Transform transform = chosen.transform().apply(version.format());
        String what = recipe + TransformQuery.of(transform).text();
        Made made = flights.run(
                new Name(version.digest(), what), () -> findOrMake(original, transform, what, asker), asker::gone);
        Rendition rendition = made.rendition();
        ImageVersion of =
                version.rendered(made.digest(), rendition.bytes().remaining(), rendition.format(), chosen.vary());
        return new HotImage(of, rendition.bytes(), System.nanoTime());
    }

    /** Everything that was made of an original is gone from this node when this returns. */
    public void forget(Digest original) {
        disk.ifPresent(tier -> tier.remove(original));
    }

    private Made findOrMake(Original original, Transform transform, String what, Asker asker) {
        Digest digest = original.version().digest();
        return disk.flatMap(tier -> onDisk(tier, digest, what)).orElseGet(() -> make(original, transform, what, asker));
    }

    private static Optional<Made> onDisk(DiskTier tier, Digest original, String what) {
        Optional<CachedFile> found = tier.open(original, what);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (CachedFile file = found.get()) {
            CachedFacts facts = file.facts();
            return file.whole()
                    .map(bytes -> new Made(
                            new Rendition(facts.format(), facts.dimensions(), direct(bytes), facts.cost()),
                            file.digest()));
        } catch (Fault unreadable) {
            return Optional.empty();
        }
    }

    private Made make(Original original, Transform transform, String what, Asker asker) {
        Digest digest = original.version().digest();
        Optional<Long> ticket = disk.map(tier -> tier.ticket(digest));
        Rendition rendition = render(original, transform, asker);
        if (ticket.isPresent()) {
            var facts = new CachedFacts(rendition.format(), rendition.dimensions(), rendition.cost());
            disk.get().put(digest, what, facts, rendition.bytes(), ticket.get());
        }
        var computation = Digest.sha256();
        computation.update(rendition.bytes().duplicate());
        var kept =
                new Rendition(rendition.format(), rendition.dimensions(), direct(rendition.bytes()), rendition.cost());
        return new Made(kept, Digest.of(computation));
    }

    private Rendition render(Original original, Transform transform, Asker asker) {
        try (FairQueue.Permit _ = queue.enter(asker.client(), patience, asker::gone)) {
            return renderer.render(new OriginalSource(original), transform);
        }
    }

    /** Sockets take bytes outside the heap as they are. */
    private static ByteBuffer direct(ByteBuffer bytes) {
        return bytes.isDirect()
                ? bytes
                : ByteBuffer.allocateDirect(bytes.remaining())
                        .put(bytes.duplicate())
                        .flip();
    }
}
