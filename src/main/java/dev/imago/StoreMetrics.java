package dev.imago;

import dev.imago.store.wrap.StoreMeter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Times the operations of stores for the metrics, and counts their bytes. */
final class StoreMetrics implements StoreMeter {
    private record Labels(String store, Operation operation, Outcome outcome) {}

    private final MeterRegistry registry;
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();
    private final Map<Labels, Counter> counters = new ConcurrentHashMap<>();

    StoreMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void ended(String store, Operation operation, Outcome outcome, Duration took, long bytes) {
        timers.computeIfAbsent(new Labels(store, operation, outcome), this::timer)
                .record(took);
        if (bytes > 0) {
            counters.computeIfAbsent(new Labels(store, operation, outcome), this::counter)
                    .increment((double) bytes);
        }
    }

    private Counter counter(Labels labels) {
        return Counter.builder("imago.store.bytes")
                .description("Bytes that were read from a store, and put into it")
                .tag("store", labels.store())
                .tag("operation", labels.operation().name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private Timer timer(Labels labels) {
        return Timer.builder("imago.store.time")
                .description("Time that operations of a store take")
                .tag("store", labels.store())
                .tag("operation", labels.operation().name().toLowerCase(Locale.ROOT))
                .tag("outcome", labels.outcome().name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
