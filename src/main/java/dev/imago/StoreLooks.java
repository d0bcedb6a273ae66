package dev.imago;

import dev.imago.http.api.admin.Status.CircuitStatus;
import dev.imago.http.api.admin.Status.StoreStatus;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Answering;
import dev.imago.store.Capacity;
import dev.imago.store.Locating;
import dev.imago.store.Store;
import dev.imago.store.wrap.CircuitBreaker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the stores answer: all at the same time, and none for longer than a moment, so that one that hangs hides nothing of the
 * others. A look is a call like any other: a store's guards stand around it, and its circuit breaker counts it. Thread-safe.
 */
final class StoreLooks {
    private static final Logger LOG = LoggerFactory.getLogger(StoreLooks.class);

    /** For all looks together. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** That there is no such image is an answer. */
    private static final ImageKey NOBODYS = ImageKey.of("imago-looks-whether-this-store-answers");

    private final OpenStores stores;
    private final Circuits circuits;

    StoreLooks(OpenStores stores, Circuits circuits) {
        this.stores = stores;
        this.circuits = circuits;
    }

    /** What was seen of a store; its room in bytes where it tells. */
    private record Look(boolean answers, Optional<String> trouble, Optional<Long> total, Optional<Long> free) {
        static Look failed(boolean answers, String trouble) {
            return new Look(answers, Optional.of(trouble), Optional.empty(), Optional.empty());
        }
    }

    List<StoreStatus> now() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<Store> all = List.copyOf(stores.all());
        List<FutureTask<Look>> looks = all.stream().map(StoreLooks::begin).toList();
        List<StoreStatus> seen = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Store store = all.get(i);
            seen.add(status(store, result(store.name(), looks.get(i), end - System.nanoTime())));
        }
        return seen;
    }

    private static FutureTask<Look> begin(Store store) {
        FutureTask<Look> look = new FutureTask<>(() -> look(store));
        Thread.ofVirtual().name("look-" + store.name()).start(look);
        return look;
    }

    private static Look look(Store store) {
        try {
            requireAnswer(store);
            Optional<Capacity> room = store.capability(Capacity.class);
            return new Look(true, Optional.empty(), room.map(Capacity::totalBytes), room.map(Capacity::freeBytes));
        } catch (Fault fault) {
            boolean answers = fault.kind() != Fault.Kind.UNAVAILABLE && fault.kind() != Fault.Kind.TIMEOUT;
            String detail = fault.detail().isEmpty() ? "" : " (" + fault.detail() + ")";
            return Look.failed(answers, fault.message() + detail);
        }
    }

    private static void requireAnswer(Store store) {
        Optional<Answering> answering = store.capability(Answering.class);
        if (answering.isPresent()) {
            answering.get().requireAnswer();
            return;
        }
        store.capability(Locating.class)
                .flatMap(places -> places.locate(NOBODYS))
                .ifPresent(nowhere -> {
                    var _ = store.stat(nowhere);
                });
    }

    private static Look result(String store, FutureTask<Look> look, long nanos) throws InterruptedException {
        try {
            return look.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            look.cancel(true);
            return Look.failed(false, "no answer within " + PATIENCE.toSeconds() + " s");
        } catch (ExecutionException e) {
            LOG.error("the look at store '{}' failed", store, e.getCause());
            return Look.failed(false, "the look failed; see the log");
        }
    }

    private StoreStatus status(Store store, Look look) {
        return new StoreStatus(
                store.name(),
                stores.type(store),
                look.answers(),
                look.trouble(),
                look.total(),
                look.free(),
                circuits.of(store.name()).map(StoreLooks::status));
    }

    private static CircuitStatus status(CircuitBreaker.Standing breaker) {
        return new CircuitStatus(
                breaker.state().name().toLowerCase(Locale.ROOT),
                breaker.since(),
                breaker.lastFailure().map(CircuitBreaker.Failure::reason),
                breaker.lastFailure().map(CircuitBreaker.Failure::time));
    }
}
