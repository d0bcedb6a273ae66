package dev.imago.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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

    /** What a client asks for; the host only where routes tell hosts apart. */
    private record Address(String host, String path) {
        // Written out, as for ImageKey: the first request would wait until the JVM has made them.
        @Override
        public boolean equals(Object other) {
            return other instanceof Address(String otherHost, String otherPath)
                    && path.equals(otherPath)
                    && host.equals(otherHost);
        }

        @Override
        public int hashCode() {
            return 31 * host.hashCode() + path.hashCode();
        }
    }

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

    /**
     * What an address led to when it was looked up.
     *
     * @param secondChoice whether there was no image of its own name, and one in another case or encoding was taken
     * @param changes that this node had heard of before the lookup
     */
    record Alias(Match<Site> match, boolean secondChoice, long changes) {}

    /**
     * The routes of one configuration, with the addresses that were resolved by them. Clients choose addresses, so what is
     * remembered of them is bounded by its characters, and the port and the case of a host make no other address.
     */
    record Table(Router<Site> router, Cache<Address, Alias> aliases) {
        /** Of all addresses together, in bytes. */
        static final long MOST_BYTES = 32L << 20;

        /** An address that is longer is resolved each time. */
        static final int LONGEST = 1024;

        /** What an entry takes beside the characters of its address. */
        private static final int OVERHEAD = 256;

        static Table of(Router<Site> router) {
            return new Table(
                    router,
                    Caffeine.newBuilder()
                            .maximumWeight(MOST_BYTES)
                            .weigher(Table::weight)
                            .build());
        }

        Optional<Alias> find(DeliveryRequest request) {
            return tooLong(request) ? Optional.empty() : Optional.ofNullable(aliases.getIfPresent(address(request)));
        }

        void keep(DeliveryRequest request, Alias alias) {
            if (!tooLong(request)) {
                aliases.put(address(request), alias);
            }
        }

        private Address address(DeliveryRequest request) {
            String host = router.hostSensitive() ? Router.hostOf(request.authority()) : "";
            return new Address(host, request.path());
        }

        private static boolean tooLong(DeliveryRequest request) {
            return request.path().length() + request.authority().length() > LONGEST;
        }

        /** A key may need two bytes for each character. */
        private static int weight(Address address, Alias alias) {
            return OVERHEAD
                    + address.host().length()
                    + address.path().length()
                    + 2 * alias.match().key().toString().length();
        }
    }

    private final Originals originals;
    private final MemoryTier<HotImage> memory;
    private final Freshness freshness;
    private final long checkNanos;
    private volatile Table table;
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
        this.memory = new MemoryTier<>(tierBytes, HotImage::weight);
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
        this.table = Table.of(router);
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
        table = Table.of(router);
    }

    /** Answers from memory, without blocking, if the image is there and the request is a GET or HEAD. */
    public Optional<Answer> immediate(DeliveryRequest request) {
        if (!isRead(request.method())) {
            return Optional.empty();
        }
        Table now = table;
        Optional<Match<Site>> known = now.find(request)
                .filter(alias -> !alias.secondChoice() || alias.changes() == changes.get())
                .map(Alias::match);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        Match<Site> match = known.get();
        Optional<HotImage> hot = memory.get(match.key());
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
        Table now = table;
        try {
            if (!isRead(request.method())) {
                return other(now, request);
            }
            return now.router()
                    .match(request.authority(), request.path())
                    .map(match -> read(now, match, request))
                    .orElseGet(() -> Problem.unrouted().to(request.method()));
        } catch (Fault fault) {
            return Problem.of(fault).to(request.method());
        }
    }

    private Answer read(Table now, Match<Site> match, DeliveryRequest request) {
        Site site = match.route().target();
        try {
            Answer answer = readSteadily(now, match, request);
            memory.count(answer.source() == Answer.Source.MEMORY);
            return answer;
        } catch (Fault fault) {
            if (FaultStatus.of(fault.kind()) >= 500) {
                log.warn("{} {}: {} {}", request.method(), request.path(), fault.message(), fault.detail());
            }
            return Cors.allowing(site.policy(), request, Problem.of(site, fault).to(request.method()));
        }
    }

    /** For an image that is replaced between the lookup and the opening, a version is held open before it is looked up. */
    private Answer readSteadily(Table now, Match<Site> match, DeliveryRequest request) {
        try {
            return readOnce(now, match, request, this::load);
        } catch (Fault fault) {
            if (fault.kind() != Fault.Kind.CHANGED) {
                throw fault;
            }
            return readOnce(now, match, request, originals::hold);
        }
    }

    private Answer readOnce(Table now, Match<Site> match, DeliveryRequest request, Lookup lookup) {
        Site site = match.route().target();
        long before = changes.get();
        List<ImageKey> readings = Stream.concat(Stream.of(match.key()), match.otherReadings().stream())
                .toList();
        Optional<Original> found = firstOf(site, readings, lookup);
        if (found.isEmpty() && site.ignoreCase()) {
            found = firstOf(site, originals.inOtherCase(readings), lookup);
        }
        if (found.isEmpty()) {
            return Cors.allowing(site.policy(), request, missing(site, request));
        }
        try (Original original = found.get()) {
            ImageKey key = original.version().key();
            now.keep(request, new Alias(match.withKey(key), !key.equals(match.key()), before));
            return Answers.of(site, original, request);
        }
    }

    private static Optional<Original> firstOf(Site site, List<ImageKey> keys, Lookup lookup) {
        return keys.stream().flatMap(key -> lookup.find(site, key).stream()).findFirst();
    }

    /** One reading for all who ask at the same time; what was asked for after a change is never answered from before it. */
    private Optional<Original> load(Site site, ImageKey key) {
        Optional<HotImage> hot = memory.get(key);
        if (hot.isPresent()) {
            return Optional.of(new Original.InMemory(hot.get(), false));
        }
        long ticket = memory.ticket(key);
        return flights.run(new Flight(key, site, ticket), () -> {
            Optional<Original> original = originals.find(site, key);
            if (original.isPresent() && original.get() instanceof Original.InMemory(HotImage image, boolean justRead)) {
                memory.offer(key, image, ticket);
            }
            return original;
        });
    }

    private Answer missing(Site site, DeliveryRequest request) {
        return site.policy()
                .placeholder()
                .flatMap(key -> load(site, key))
                .map(placeholder -> Placeholder.answer(site, placeholder, request))
                .orElseGet(() -> Problem.missing(site).to(request.method()));
    }

    private static Answer other(Table now, DeliveryRequest request) {
        if (!request.method().equals("OPTIONS")) {
            return Problem.methodNotAllowed();
        }
        return now.router()
                .match(request.authority(), request.path())
                .map(match -> match.route().target())
                .map(site -> new Answer(
                        204,
                        new HeaderBlock(Cors.options(site.policy(), request)),
                        Body.NONE,
                        site.route(),
                        Answer.Source.NONE))
                .orElseGet(Problem::unrouted);
    }

    private static boolean isRead(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }
}
