package dev.imago.delivery;

import dev.imago.adopt.Inspector;
import dev.imago.cache.MemoryTier;
import dev.imago.cache.SingleFlight;
import dev.imago.catalog.Catalog;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.routing.Router;
import dev.imago.routing.Router.Match;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main path. A request for an image that is in memory is answered at once by {@link #immediate}; every other one by
 * {@link #answer}, which may block.
 *
 * <pre>
 *   address ─► alias ─► memory tier ─► answer            (immediate, on the I/O thread)
 *   address ─► router ─► originals ─► memory tier, answer (answer, on a virtual thread)
 * </pre>
 */
public final class Delivery {
    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    /** Finds the image of a key on a site. */
    private interface Lookup {
        Optional<Original> find(Site site, ImageKey key);
    }

    private record Flight(ImageKey key, Site site, long ticket) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Flight flight
                    && ticket == flight.ticket
                    && key.equals(flight.key)
                    && site.equals(flight.site);
        }

        @Override
        public int hashCode() {
            return key.hashCode();
        }
    }

    private final Originals originals;
    private final MemoryTier<HotSet> memory;
    private final Freshness freshness;
    private final long checkNanos;
    private volatile Addresses table;
    private final AtomicLong changes = new AtomicLong();
    private final SingleFlight<Flight, Optional<Original>> flights = new SingleFlight<>();

    /**
     * Wires the main path.
     *
     * @param suspicion hears of images that another program changed
     * @param background runs checks of hot images; may block
     */
    public Delivery(
            DeliverySettings settings,
            Router<Site> router,
            Catalog catalog,
            Stores stores,
            Suspicion suspicion,
            Executor background) {
        long tierBytes = settings.memory().bytes();
        this.memory = new MemoryTier<>(tierBytes, HotSet::weight);
        this.originals = new Originals(
                catalog,
                stores,
                new Inspector(),
                suspicion,
                new KnownVersions(),
                Math.min(settings.largestInMemory().bytes(), tierBytes),
                NativeMemory.besideTier(tierBytes));
        this.freshness = new Freshness(memory, suspicion, background);
        this.checkNanos = settings.checkInterval().toNanos();
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
        Optional<Match<Site>> known = now.find(request)
                .filter(alias -> !alias.secondChoice() || alias.changes() == changes.get())
                .map(Addresses.Alias::match);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Match<Site> match = known.get();
        Optional<HotImage> hot = memory.get(match.key()).flatMap(HotSet::original);
        if (hot.isEmpty()) {
            return Optional.empty();
        }
        memory.count(true);
        if (hot.get().claimCheck(System.nanoTime(), checkNanos)) {
            freshness.check(hot.get());
        }
        return Optional.of(Answers.of(match.route().target(), new Original.InMemory(hot.get(), false), request));
    }

    /** Answers any request; faults become problem answers. */
    public Answer answer(DeliveryRequest request) {
        Addresses now = table;
        try {
            if (!isRead(request.method())) {
                return other(now, request);
            }
            return now.router()
                    .match(request.authority(), request.path())
                    .map(match -> read(now, match, request))
                    .orElseGet(() -> ProblemAnswer.unrouted().to(request.method()));
        } catch (Fault fault) {
            return ProblemAnswer.of(fault).to(request.method());
        }
    }

    private Answer read(Addresses now, Match<Site> match, DeliveryRequest request) {
        Site site = match.route().target();
        try {
            Answer answer = readSteadily(now, match, request);
            memory.count(answer.source() == Answer.Source.MEMORY);
            return answer;
        } catch (Fault fault) {
            if (FaultStatus.of(fault.kind()) >= 500) {
                log.warn("{} {}: {} {}", request.method(), request.path(), fault.message(), fault.detail());
            }
            return ImageCors.allowing(
                    site.policy(), request, ProblemAnswer.of(site, fault).to(request.method()));
        }
    }

    /** For an image that is replaced between the lookup and the opening, a version is held open before it is looked up. */
    private Answer readSteadily(Addresses now, Match<Site> match, DeliveryRequest request) {
        try {
            return readOnce(now, match, request, this::load);
        } catch (Fault fault) {
            if (fault.kind() != Fault.Kind.CHANGED) {
                throw fault;
            }
            return readOnce(now, match, request, originals::hold);
        }
    }

    private Answer readOnce(Addresses now, Match<Site> match, DeliveryRequest request, Lookup lookup) {
        Site site = match.route().target();
        long before = changes.get();
        List<ImageKey> readings = Stream.concat(Stream.of(match.key()), match.otherReadings().stream())
                .toList();
        Optional<Original> found;
        try {
            found = firstOf(site, readings, lookup);
            if (found.isEmpty() && site.ignoreCase()) {
                found = firstOf(site, originals.inOtherCase(readings), lookup);
            }
        } catch (Fault fault) {
            found = asBefore(now, site, request, lookup, fault);
        }
        if (found.isEmpty()) {
            return ImageCors.allowing(site.policy(), request, missing(site, request));
        }
        try (Original original = found.get()) {
            ImageKey key = original.version().key();
            now.keep(request, new Addresses.Alias(match.withKey(key), !key.equals(match.key()), before));
            return Answers.of(site, original, request);
        }
    }

    /**
     * While the catalog cannot tell which name in another case is meant, it is the one that was meant before, if it is still
     * there: an address that was answered goes on being answered.
     */
    private static Optional<Original> asBefore(
            Addresses now, Site site, DeliveryRequest request, Lookup lookup, Fault fault) {
        Optional<Original> found = fault.kind() == Fault.Kind.UNAVAILABLE
                ? now.find(request)
                        .filter(Addresses.Alias::secondChoice)
                        .flatMap(alias -> lookup.find(site, alias.match().key()))
                : Optional.empty();
        if (found.isEmpty()) {
            throw fault;
        }
        return found;
    }

    private static Optional<Original> firstOf(Site site, List<ImageKey> keys, Lookup lookup) {
        return keys.stream().flatMap(key -> lookup.find(site, key).stream()).findFirst();
    }

    /** One reading for all who ask at the same time; what was asked for after a change is never answered from before it. */
    private Optional<Original> load(Site site, ImageKey key) {
        Optional<HotImage> hot = memory.get(key).flatMap(HotSet::original);
        if (hot.isPresent()) {
            return Optional.of(new Original.InMemory(hot.get(), false));
        }
        long ticket = memory.ticket(key);
        return flights.run(new Flight(key, site, ticket), () -> {
            Optional<Original> original = originals.find(site, key);
            if (original.isPresent() && original.get() instanceof Original.InMemory(HotImage image, boolean justRead)) {
                memory.offer(
                        key, ticket, present -> present.orElse(HotSet.EMPTY).with(image));
            }
            return original;
        });
    }

    private Answer missing(Site site, DeliveryRequest request) {
        return site.policy()
                .placeholder()
                .flatMap(key -> load(site, key))
                .map(placeholder -> Placeholder.answer(site, placeholder, request))
                .orElseGet(() -> ProblemAnswer.missing(site).to(request.method()));
    }

    private static Answer other(Addresses now, DeliveryRequest request) {
        if (!request.method().equals("OPTIONS")) {
            return ProblemAnswer.methodNotAllowed();
        }
        return now.router()
                .match(request.authority(), request.path())
                .map(match -> match.route().target())
                .map(site -> new Answer(
                        204,
                        new HeaderBlock(ImageCors.options(site.policy(), request)),
                        Body.NONE,
                        site.route(),
                        Answer.Source.NONE))
                .orElseGet(ProblemAnswer::unrouted);
    }

    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }
}
