package dev.imago.ops;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import dev.imago.http.api.Call;
import dev.imago.http.api.Endpoint;
import dev.imago.http.api.Json;
import dev.imago.http.api.Problems;
import dev.imago.http.api.Reply;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether the process lives and whether it is ready for traffic. Being alive needs nothing but an answer; being ready needs every
 * named check to pass. Thread-safe.
 */
public final class Health {
    /** Looks at one thing that must work. May block; is given up after {@link #PATIENCE}. */
    @FunctionalInterface
    public interface Check {
        /** Empty if it works, otherwise what is wrong, in words that anybody may read. */
        Optional<String> problem() throws Exception;
    }

    /** How long a check may take. */
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final String OK = "ok";

    private final Map<String, Check> checks = new ConcurrentHashMap<>();

    /** The answer of both endpoints while all is well. */
    public record Status(String status, Map<String, String> checks) {}

    /** The answer while something is wrong: a problem (RFC 9457) with all checks. */
    @JsonPropertyOrder({"type", "title", "status", "detail", "instance", "checks"})
    public record NotReady(
            String type, String title, int status, String detail, String instance, Map<String, String> checks) {}

    /** Adds or replaces a check. */
    public Health check(String name, Check check) {
        checks.put(name, check);
        return this;
    }

    /** {@code GET /livez}: 200 as long as the process answers. */
    public Endpoint livez() {
        return call -> fresh(Reply.json(new Status(OK, Map.of())));
    }

    /** {@code GET /readyz}: 200 if every check passes, otherwise 503 with those that do not. */
    public Endpoint readyz() {
        return call -> fresh(ready(call));
    }

    private Reply ready(Call call) throws InterruptedException {
        Map<String, String> results = results();
        var failed = results.entrySet().stream()
                .filter(result -> !result.getValue().equals(OK))
                .map(Map.Entry::getKey)
                .toList();
        if (failed.isEmpty()) {
            return Reply.json(new Status(OK, results));
        }
        NotReady problem = new NotReady(
                "urn:imago:problem:not-ready",
                Problems.title(503),
                503,
                "Failed: " + String.join(", ", failed) + ".",
                "urn:imago:request:" + call.requestId(),
                results);
        return Reply.bytes(503, "application/problem+json", Json.bytes(problem)).with("Retry-After", "2");
    }

    /** Every check, run at the same time as the others. */
    private Map<String, String> results() throws InterruptedException {
        Map<String, FutureTask<String>> running = new TreeMap<>();
        checks.forEach((name, check) -> {
            FutureTask<String> task = new FutureTask<>(() -> check.problem().orElse(OK));
            Thread.ofVirtual().name("check-" + name).start(task);
            running.put(name, task);
        });
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, String> results = new LinkedHashMap<>();
        for (var task : running.entrySet()) {
            results.put(task.getKey(), result(task.getValue(), deadline - System.nanoTime()));
        }
        return results;
    }

    private static String result(FutureTask<String> task, long nanos) throws InterruptedException {
        try {
            return task.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            return "no answer within " + PATIENCE.toSeconds() + " s";
        } catch (ExecutionException e) {
            return "the check failed";
        }
    }

    private static Reply fresh(Reply reply) {
        return reply.replacing("Cache-Control", "no-store");
    }
}
