package dev.imago.webhook;

import dev.imago.image.Fault;
import dev.imago.journal.Change;
import dev.imago.journal.ChangeJson;
import dev.imago.journal.Follower;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends changes to a URL, as a POST of a JSON array ({@link ChangeJson}), signed ({@link Signature}). Any answer from 200 to
 * 299 takes the batch. Everything else, and no answer, is tried again after a growing pause with full jitter; what still is
 * not taken becomes a dead letter, so that one bad receiver never holds up the journal for good. {@value #DELIVERY} names
 * a batch: a receiver that has seen it can ignore it. Redirects are not followed.
 */
public final class Webhook implements Follower, AutoCloseable {
    public static final String DELIVERY = "Imago-Delivery";

    /** What the names of all webhooks begin with, as followers. */
    public static final String FAMILY = "webhook:";

    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private final WebhookSettings settings;
    private final DeadLetters deadLetters;
    private final HttpClient client;

    public Webhook(WebhookSettings settings, DeadLetters deadLetters) {
        this.settings = settings;
        this.deadLetters = deadLetters;
        this.client = HttpClient.newBuilder()
                .connectTimeout(settings.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public String name() {
        return FAMILY + settings.name();
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public void accept(List<Change> changes) throws InterruptedException {
        List<Change> wanted =
                changes.stream().filter(change -> settings.wants(change.key())).toList();
        if (wanted.isEmpty()) {
            return;
        }
        String delivery = settings.name() + "-" + wanted.getFirst().sequence() + "-"
                + wanted.getLast().sequence();
        String body = ChangeJson.of(wanted);
        Optional<String> reason = Optional.empty();
        for (int attempt = 1; attempt <= settings.attempts(); attempt++) {
            if (attempt > 1) {
                Thread.sleep(pauseAfter(attempt - 1));
            }
            reason = send(delivery, body);
            if (reason.isEmpty()) {
                return;
            }
        }
        LOG.warn("{} did not take {}, which is kept as a dead letter: {}", name(), delivery, reason.get());
        deadLetters.keep(name(), delivery, body, wanted.size(), settings.attempts(), reason.get());
    }

    /**
     * Sends a dead letter once more, and drops it when it is taken.
     *
     * @throws Fault of kind {@code ABSENT} when there is none of this webhook with the id, {@code BAD_UPSTREAM} when it is
     *     still not taken
     */
    public void retry(long id) throws InterruptedException {
        DeadLetters.DeadLetter letter = deadLetters
                .find(id)
                .filter(found -> found.follower().equals(name()))
                .orElseThrow(
                        () -> new Fault(Fault.Kind.ABSENT, "There is no dead letter " + id + " of " + name() + "."));
        Optional<String> reason = send(letter.delivery(), letter.body());
        if (reason.isPresent()) {
            throw new Fault(Fault.Kind.BAD_UPSTREAM, "The receiver did not take it: " + reason.get() + ".");
        }
        deadLetters.drop(id);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    /**
     * Empty when it was taken, otherwise why not. The time limit is for all of it: the client's own ends with the headers of
     * the answer, and a body may never end.
     */
    private Optional<String> send(String delivery, String body) throws InterruptedException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(settings.url())
                .header("Content-Type", "application/json")
                .header("User-Agent", "Imago")
                .header(DELIVERY, delivery)
                .header(Signature.HEADER, Signature.sign(settings.secrets(), Instant.now(), bytes))
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                .build();
        CompletableFuture<HttpResponse<Void>> exchange = client.sendAsync(request, BodyHandlers.discarding());
        try {
            int status = exchange.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .statusCode();
            return status >= 200 && status < 300 ? Optional.empty() : Optional.of("it answered " + status);
        } catch (TimeoutException e) {
            return Optional.of("its answer was not complete after " + settings.timeout());
        } catch (ExecutionException e) {
            return Optional.of(String.valueOf(e.getCause()));
        } finally {
            exchange.cancel(true); // closes the connection if it is still under way
        }
    }

    private Duration pauseAfter(int failures) {
        long longest =
                Math.min(LONGEST_PAUSE.toMillis(), settings.firstPause().toMillis() << Math.min(failures - 1, 20));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest + 1));
    }
}
