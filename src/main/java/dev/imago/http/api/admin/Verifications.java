package dev.imago.http.api.admin;

import dev.imago.config.ByteSize;
import dev.imago.http.api.Access;
import dev.imago.http.api.Call;
import dev.imago.http.api.Endpoint;
import dev.imago.http.api.Parameters;
import dev.imago.http.api.Reply;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.image.KeyPrefix;
import dev.imago.repair.Verification;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/verify}, {@code GET /v1/verify/{id}}, {@code DELETE /v1/verify/{id}}: passes that compare digests. One runs
 * at a time; the last few are remembered until the server stops.
 */
public final class Verifications {
    private static final Logger LOG = LoggerFactory.getLogger(Verifications.class);
    private static final ByteSize USUAL_RATE = ByteSize.parse("50MB");
    private static final int MOST_REMEMBERED = 20;

    /** Makes a pass. */
    public interface Factory {
        Verification of(KeyPrefix prefix, long bytesPerSecond);
    }

    /** What a client sees of a pass. */
    public record View(
            String id,
            String state,
            String prefix,
            long total,
            long checked,
            long bytes,
            long changed,
            List<String> damaged,
            List<String> missing,
            List<String> unreadable,
            List<String> catalog) {}

    private final Access access;
    private final Factory factory;
    private final AtomicLong ids = new AtomicLong();
    private final ConcurrentMap<String, Verification> passes = new ConcurrentHashMap<>();

    public Verifications(Access access, Factory factory) {
        this.access = access;
        this.factory = factory;
    }

    /** Starts a pass: {@code ?prefix=…&rate=50MB}. 202 with its status and address; 409 while another one runs. */
    public Endpoint start() {
        return call -> {
            KeyPrefix prefix = Parameters.prefix(call);
            access.require(call, Access.Right.ADMIN, prefix);
            String id = start(prefix, rate(call));
            return Reply.json(202, view(id)).with("Location", "/v1/verify/" + id);
        };
    }

    /** Tells how far a pass is. */
    public Endpoint show() {
        return call -> {
            access.require(call, Access.Right.ADMIN, "");
            return Reply.json(view(call.parameter("id")));
        };
    }

    /** Ends a pass early. */
    public Endpoint stop() {
        return call -> {
            access.require(call, Access.Right.ADMIN, "");
            find(call.parameter("id")).stop();
            return Reply.noContent();
        };
    }

    private synchronized String start(KeyPrefix prefix, long rate) {
        boolean busy = passes.values().stream()
                .map(pass -> pass.progress().state())
                .anyMatch(state -> state == Verification.State.RUNNING || state == Verification.State.WAITING);
        if (busy) {
            throw new Fault(Fault.Kind.CONFLICT, "Another verification is running.");
        }
        if (passes.size() >= MOST_REMEMBERED) {
            passes.clear();
        }
        String id = Long.toString(ids.incrementAndGet());
        Verification pass = factory.of(prefix, rate);
        passes.put(id, pass);
        Thread.ofVirtual().name("verify-" + id).start(() -> run(pass));
        return id;
    }

    private static void run(Verification pass) {
        try {
            pass.run();
        } catch (RuntimeException e) {
            LOG.warn("a verification ended early: {}", String.valueOf(e.getMessage()));
        }
        Verification.Progress result = pass.progress();
        if (!result.catalog().isEmpty()) {
            LOG.error("the catalog's database is damaged: {}", result.catalog());
        }
        if (!result.damaged().isEmpty() || !result.missing().isEmpty()) {
            LOG.error("verification found {} damaged and {} missing images", result.damaged(), result.missing());
        }
    }

    private static long rate(Call call) {
        try {
            long rate = call.query()
                    .first("rate")
                    .map(ByteSize::parse)
                    .orElse(USUAL_RATE)
                    .bytes();
            if (rate == 0) {
                throw new Fault(Fault.Kind.INVALID, "The parameter rate is at least 1 byte a second.");
            }
            return rate;
        } catch (IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "The parameter rate takes " + e.getMessage() + ".", e);
        }
    }

    private Verification find(String id) {
        return Optional.ofNullable(passes.get(id))
                .orElseThrow(() -> new Fault(Fault.Kind.ABSENT, "There is no verification " + id + "."));
    }

    private View view(String id) {
        Verification.Progress progress = find(id).progress();
        return new View(
                id,
                progress.state().name().toLowerCase(Locale.ROOT),
                progress.prefix(),
                progress.images(),
                progress.checked(),
                progress.bytes(),
                progress.changed(),
                names(progress.damaged()),
                names(progress.missing()),
                names(progress.unreadable()),
                progress.catalog());
    }

    private static List<String> names(List<ImageKey> keys) {
        return keys.stream().map(ImageKey::value).toList();
    }
}
