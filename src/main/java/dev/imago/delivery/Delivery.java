package dev.imago.delivery;

import dev.imago.adopt.Inspector;
import dev.imago.cache.MemoryTier;
import dev.imago.catalog.Catalog;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.os.Pages;
import dev.imago.routing.Action;
import dev.imago.routing.Explained;
import dev.imago.routing.Match;
import dev.imago.routing.RouteRequest;
import dev.imago.routing.Router;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main path. A request for an image that is in memory is answered at once by {@link #immediate}; every other one by
 * {@link #answer}, which may block.
 *
 * <pre>
 *   address ─► alias ─► memory tier ─► answer            (immediate, on the I/O thread)
 *   address ─► router ─► {@link ColdPath}                     (answer, on a virtual thread)
 * </pre>
 */
public final class Delivery implements Warming {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final MemoryTier<HotSet> memory;
    private final Freshness freshness;
    private final long checkNanos;
    private volatile Addresses table;
    private final AtomicLong changes = new AtomicLong();
    private final Optional<Renditions> renditions;
    private final ColdPath cold;
    private final Explainer explainer;
    private final Consumer<HotImage> mover;

    /**
     * Wires the main path.
     *
     * @param suspicion hears of images that another program changed
     * @param renditions makes them; empty where none are to be had
     * @param handsPages whether images are sent to sockets as they are, so that what is hottest is to lie in {@link Pages}
     * @param background runs checks and moves of hot images; may block
     */
    public Delivery(
            DeliverySettings settings,
            Router<Site> router,
            Catalog catalog,
            Stores stores,
            Suspicion suspicion,
            Optional<Renditions> renditions,
            boolean handsPages,
            Executor background) {
        long tierBytes = settings.memory().bytes();
        long maxInMemory = Math.min(settings.largestInMemory().bytes(), tierBytes);
        NativeMemory nativeMemory = NativeMemory.besideTier(tierBytes);
        this.mover = handsPages ? image -> background.execute(() -> image.moveToPages(nativeMemory)) : _ -> {};
        this.memory = new MemoryTier<>(tierBytes, HotSet::weight);
        var originals = new Originals(
                catalog, stores, new Inspector(), suspicion, new KnownVersions(), maxInMemory, nativeMemory);
        this.renditions = renditions;
        this.freshness = new Freshness(memory, suspicion, stores::read, background);
        this.checkNanos = settings.checkInterval().toNanos();
        this.cold = new ColdPath(
                memory,
                originals,
                renditions.map(made -> new RenditionReader(memory, originals, made, maxInMemory)),
                changes::get,
                this::lookAfter);
        this.explainer = new Explainer(memory, new Whereabouts(catalog, stores), cold::holds);
        this.table = Addresses.of(router);
    }

    /** Forgets the bytes of a key; when this returns, no answer has them any more. */
    public void invalidate(ImageKey key) {
        changes.incrementAndGet();
        memory.invalidate(key);
    }

    /** Forgets the bytes of all keys. */
    public void invalidateAll() {
        changes.incrementAndGet();
        memory.clear();
    }

    /** Forgets what was made of an original that is no image any more. */
    void forget(Digest original) {
        renditions.ifPresent(made -> made.forget(original));
    }

    /** What the memory tier holds and how it fares. */
    public MemoryTier.Stats memoryStats() {
        return memory.stats();
    }

    /** Requests that the memory tier answered since the start. */
    public long memoryHits() {
        return memory.hits();
    }

    /** Requests that it did not answer. */
    public long memoryMisses() {
        return memory.misses();
    }

    @Override
    public Optional<List<Warmed>> warm(ImageKey key, List<String> presets, List<Double> densities) {
        return table.router()
                .routeOf(key)
                .flatMap(route -> cold.warm(route.target(), key, Warming.chosen(route, presets, densities)));
    }

    /** What would become of a request, and why. */
    public Explained explain(RouteRequest request) {
        return explainer.of(table.router(), request);
    }

    /** Swaps the routes; requests under way are answered by the old ones. */
    public void reroute(Router<Site> router) {
        table = Addresses.of(router);
    }

    /** Answers from memory, without blocking, if the image is there and the request is a GET or HEAD. */
    public Optional<Answer> immediate(DeliveryRequest request) {
        if (!isRead(request.method())) {
            return Optional.empty();
        }
        Addresses now = table;
        Optional<Addresses.Alias> known =
                now.find(request).filter(alias -> !alias.secondChoice() || alias.changes() == changes.get());
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Match<Site> match = known.get().match();
        Optional<HotImage> hot = memory.get(match.key()).flatMap(set -> wished(set, known.get(), request));
        if (hot.isEmpty()) {
            return Optional.empty();
        }
        memory.count(true);
        lookAfter(hot.get());
        return Optional.of(Answers.of(match.target(), new Original.InMemory(hot.get(), false), request));
    }

    /** To be told of each answer from memory. */
    private void lookAfter(HotImage hot) {
        if (hot.claimCheck(System.nanoTime(), checkNanos)) {
            freshness.check(hot);
        }
        if (hot.dueForPages()) {
            mover.accept(hot);
        }
    }

    private static Optional<HotImage> wished(HotSet set, Addresses.Alias alias, DeliveryRequest request) {
        if (alias.wish().isEmpty()) {
            return set.original();
        }
        try {
            return set.rendition(alias.wish().get().chosen(request).name());
        } catch (Fault said) {
            return Optional.empty(); // in its answer, which is not given here
        }
    }

    /** Answers any request; faults become problem answers. */
    public Answer answer(DeliveryRequest request) {
        Addresses now = table;
        try {
            if (!isRead(request.method())) {
                return OtherMethods.answer(now.router(), request, cold::holds);
            }
            return now.router()
                    .match(request, cold::holds)
                    .map(match -> match.withTarget(match.target().under(match.dependence())))
                    .map(match -> answer(now, match, request))
                    .orElseGet(() -> ProblemAnswer.unrouted().to(request.method()));
        } catch (Fault fault) {
            return ProblemAnswer.of(fault).to(request.method());
        }
    }

    private Answer answer(Addresses now, Match<Site> match, DeliveryRequest request) {
        Site site = match.target();
        return switch (match.route().action()) {
            case Action.Serve _, Action.GoOn _ -> read(now, match, request);
            case Action.Redirect(var redirection) ->
                ImageCors.allowing(site.policy(), request, RedirectAnswer.of(match, redirection));
            case Action.Gone _ ->
                ImageCors.allowing(
                        site.policy(),
                        request,
                        ProblemAnswer.gone(site, !match.dependence().image()).to(request.method()));
        };
    }

    private Answer read(Addresses now, Match<Site> match, DeliveryRequest request) {
        Site site = match.target();
        try {
            Answer answer = cold.answer(now, match, request);
            memory.count(answer.source() == Answer.Source.MEMORY);
            return answer;
        } catch (Fault fault) {
            if (FaultStatus.of(fault.kind()) >= 500) {
                LOG.warn("{} {}: {} {}", request.method(), request.path(), fault.message(), fault.detail());
            }
            return ImageCors.allowing(
                    site.policy(), request, ProblemAnswer.of(site, fault).to(request.method()));
        }
    }

    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }
}
