package dev.imago;

import dev.imago.store.wrap.CircuitBreaker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The circuit breakers of the stores that have one; the metrics tell their states. Thread-safe. */
final class Circuits {
    private final MeterRegistry registry;
    private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();

    Circuits(MeterRegistry registry) {
        this.registry = registry;
    }

    /** One for a store that is being opened. */
    CircuitBreaker breaker(String store) {
        return breakers.computeIfAbsent(store, this::told);
    }

    /** How the breaker of a store is; nothing for a store that has none. */
    Optional<CircuitBreaker.Standing> of(String store) {
        return Optional.ofNullable(breakers.get(store)).map(CircuitBreaker::standing);
    }

    private CircuitBreaker told(String store) {
        var breaker = new CircuitBreaker(store);
        for (CircuitBreaker.State state : CircuitBreaker.State.values()) {
            Gauge.builder("imago.store.circuit", breaker, one -> one.state() == state ? 1 : 0)
                    .description("1 for the state of the circuit breaker of a store: whether the store is asked")
                    .tag("store", store)
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        return breaker;
    }
}
