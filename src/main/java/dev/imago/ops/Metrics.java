package dev.imago.ops;

import dev.imago.http.Exchange;
import dev.imago.http.HttpServer;
import dev.imago.http.Observer;
import dev.imago.http.api.Endpoint;
import dev.imago.http.api.Reply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What is counted and timed, in the form that Prometheus reads. Requests are told apart by listener, route, class of status and
 * source of the bytes; all of these are few, whatever clients send. Thread-safe.
 */
public final class Metrics implements Observer {
    private static final Duration[] BUCKETS = List.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000).stream()
            .map(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Labels, Series> series = new ConcurrentHashMap<>();
    private final AtomicBoolean jvmBound = new AtomicBoolean();

    private record Labels(String listener, String route, int statusClass, String source) {}

    private record Series(Timer time, Counter bytes, Counter aborted) {}

    /** Where others add their own meters; names start with {@code imago.}. */
    public MeterRegistry registry() {
        return registry;
    }

    @Override
    public void completed(Exchange exchange) {
        Labels labels = new Labels(exchange.listener(), exchange.route(), exchange.status() / 100, exchange.source());
        Series known = series.get(labels);
        if (known == null) {
            known = series.computeIfAbsent(labels, this::register);
        }
        known.time().record(Duration.ofNanos(exchange.nanos()));
        known.bytes().increment((double) exchange.bytes());
        if (exchange.aborted()) {
            known.aborted().increment();
        }
    }

    /** Shows connections and requests under way of both listeners. */
    public void watch(HttpServer server) {
        for (String listener : List.of("public", "api")) {
            Gauge.builder("imago.http.connections", server, http -> http.connections(listener))
                    .description("Open connections")
                    .tag("listener", listener)
                    .register(registry);
            Gauge.builder("imago.http.active", server, http -> http.active(listener))
                    .description("Requests under way")
                    .tag("listener", listener)
                    .register(registry);
        }
    }

    /** Shows how many lines the access log dropped. */
    public void watch(AccessLog log) {
        FunctionCounter.builder("imago.access.log.dropped", log, AccessLog::dropped)
                .description("Access log lines that were dropped because the disk is too slow")
                .register(registry);
    }

    /** {@code GET /metrics}, in the text format of Prometheus 0.0.4. */
    public Endpoint endpoint() {
        return call -> {
            bindJvm();
            return Reply.bytes(
                    200,
                    "text/plain; version=0.0.4; charset=utf-8",
                    registry.scrape("text/plain; version=0.0.4").getBytes(StandardCharsets.UTF_8));
        };
    }

    /** The platform's beans take their time, so they are asked from the first scrape on, not at the start. */
    private void bindJvm() {
        if (jvmBound.compareAndSet(false, true)) {
            new JvmMemoryMetrics().bindTo(registry);
            new JvmThreadMetrics().bindTo(registry);
            new ProcessorMetrics().bindTo(registry);
            new UptimeMetrics().bindTo(registry);
            new FileDescriptorMetrics().bindTo(registry);
            new JvmGcMetrics().bindTo(registry);
        }
    }

    private Series register(Labels labels) {
        String[] tags = {
            "listener", labels.listener(),
            "route", labels.route(),
            "status", labels.statusClass() + "xx",
            "source", labels.source()
        };
        return new Series(
                Timer.builder("imago.http.requests")
                        .description("Requests, from their headers to the last byte of the answer")
                        .serviceLevelObjectives(BUCKETS)
                        .tags(tags)
                        .register(registry),
                Counter.builder("imago.http.sent.bytes")
                        .description("Bytes of bodies sent")
                        .tags(tags)
                        .register(registry),
                Counter.builder("imago.http.aborted")
                        .description("Answers that stayed incomplete")
                        .tags(tags)
                        .register(registry));
    }
}
