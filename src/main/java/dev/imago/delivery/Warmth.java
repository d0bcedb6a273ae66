package dev.imago.delivery;

import dev.imago.cache.CachedFile;
import dev.imago.cache.DiskTier;
import dev.imago.cache.SingleFlight;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.transform.FairQueue;
import dev.imago.transform.Renderer.Seen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Has several renditions of an original made in one go, behind all requests, unless they are on disk. A request for one of them that
 * comes meanwhile waits for it and makes nothing itself. Thread-safe; blocks.
 */
final class Warmth {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final DiskTier disk;
    private final FairQueue queue;
    private final RenditionMaker maker;
    private final SingleFlight<RenditionName, MadeRendition> flights;
    private final UnaryOperator<String> shown;

    /** @param shown makes of an order's name what others may see of it */
    Warmth(
            DiskTier disk,
            FairQueue queue,
            RenditionMaker maker,
            SingleFlight<RenditionName, MadeRendition> flights,
            UnaryOperator<String> shown) {
        this.disk = disk;
        this.queue = queue;
        this.maker = maker;
        this.flights = flights;
        this.shown = shown;
    }

    /**
     * Sees to it that they are there.
     *
     * @throws Fault of kind {@code UNAVAILABLE} when there was no place for it in time
     */
    List<Warmed> of(Original original, List<Order> orders) {
        Map<Order, Warmed> results = new LinkedHashMap<>();
        for (Order order : orders) {
            there(original, order).ifPresent(warmed -> results.put(order, warmed));
        }
        if (results.size() < orders.size()) {
            Optional<Long> ticket = maker.ticket(original);
            // The place comes first: who joins a flight must not wait behind all others.
            try (FairQueue.Permit _ = queue.enterBehind(PATIENCE)) {
                make(original, orders, ticket, results);
            }
        }
        return orders.stream().map(results::get).toList();
    }

    private Optional<Warmed> there(Original original, Order order) {
        Optional<CachedFile> found = disk.open(original.version().digest(), order.what());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (CachedFile file = found.get()) {
            return Optional.of(new Warmed(
                    shown.apply(order.what()),
                    Warmed.Outcome.THERE,
                    Optional.of(file.facts().format()),
                    file.length(),
                    Optional.empty()));
        }
    }

    private void make(Original original, List<Order> orders, Optional<Long> ticket, Map<Order, Warmed> results) {
        Digest digest = original.version().digest();
        Map<Order, SingleFlight<RenditionName, MadeRendition>.Flight> mine = new LinkedHashMap<>();
        List<Order> others = new ArrayList<>();
        for (Order order : orders) {
            // Somebody may have made it during the wait.
            if (!results.containsKey(order)) {
                there(original, order).ifPresent(warmed -> results.put(order, warmed));
            }
            if (!results.containsKey(order)) {
                flights.begin(new RenditionName(digest, order.what()))
                        .ifPresentOrElse(flight -> mine.put(order, flight), () -> others.add(order));
            }
        }
        try {
            if (!mine.isEmpty()) {
                maker.make(original, List.copyOf(mine.keySet()), ticket, new Landing(mine, results));
            }
        } finally {
            var unheard = new Fault(Fault.Kind.UNAVAILABLE, "The rendition was given up.");
            mine.values().forEach(flight -> flight.fail(unheard));
        }
        for (Order order : others) {
            results.put(order, join(original, order));
        }
    }

    /** Somebody else was making it a moment ago. */
    private Warmed join(Original original, Order order) {
        try {
            return flights.join(new RenditionName(original.version().digest(), order.what()))
                    .map(made -> made(order, made))
                    .or(() -> there(original, order))
                    .orElseGet(() -> failed(
                            order, new Fault(Fault.Kind.UNAVAILABLE, "Somebody else began to make it, and left.")));
        } catch (Fault fault) {
            return failed(order, fault);
        }
    }

    private Warmed made(Order order, MadeRendition made) {
        return new Warmed(
                shown.apply(order.what()),
                Warmed.Outcome.MADE,
                Optional.of(made.format()),
                made.bytes().remaining(),
                Optional.empty());
    }

    private Warmed failed(Order order, Fault why) {
        return new Warmed(shown.apply(order.what()), Warmed.Outcome.FAILED, Optional.empty(), 0, Optional.of(why));
    }

    /** Hands results to those who wait for them, one by one. */
    private final class Landing implements RenditionMaker.Customer {
        private final Map<Order, SingleFlight<RenditionName, MadeRendition>.Flight> flights;
        private final Map<Order, Warmed> results;

        Landing(Map<Order, SingleFlight<RenditionName, MadeRendition>.Flight> flights, Map<Order, Warmed> results) {
            this.flights = flights;
            this.results = results;
        }

        private Optional<SingleFlight<RenditionName, MadeRendition>.Flight> flight(Order order) {
            return Optional.ofNullable(flights.get(order));
        }

        @Override
        public void made(Order order, MadeRendition made, Optional<Seen> seen) {
            flight(order).ifPresent(flight -> flight.land(made));
            results.put(order, Warmth.this.made(order, made));
        }

        @Override
        public void refused(Order order, Fault why) {
            flight(order).ifPresent(flight -> flight.fail(why));
            results.put(order, failed(order, why));
        }
    }
}
