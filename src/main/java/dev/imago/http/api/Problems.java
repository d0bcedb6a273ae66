package dev.imago.http.api;

import dev.imago.delivery.FaultStatus;
import dev.imago.image.Fault;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one mapping from a failure to what the client reads: status and {@code application/problem+json} (RFC 9457). The public
 * message is shown, private details and causes go to the log only: faults with a status from 500 on as errors (503 and 504,
 * which overload causes by the thousand, as warnings of one line), others not at all. Stateless.
 */
public final class Problems {
    /** When to try again what is not available now, where nobody knows better. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private Problems() {}

    /** The HTTP status of a kind of fault. */
    public static int status(Fault.Kind kind) {
        return FaultStatus.of(kind);
    }

    /** What problems with this status are called. */
    public static String title(int status) {
        return FaultStatus.title(status);
    }

    /** The reply to a failure, which is logged if it is ours. */
    public static Reply of(Throwable failure, String requestId) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof Reply.ClientGone) {
                return of(499, "client-gone", "The client closed the connection.", requestId);
            }
            if (t instanceof BodyFailed body) {
                return of(body.status(), "body-failed", body.message(), requestId)
                        .with("Connection", "close");
            }
        }
        Fault fault = failure instanceof Fault known
                ? known
                : new Fault(Fault.Kind.INTERNAL, "Something in Imago went wrong. The log says more.", failure);
        log(fault, requestId);
        Reply reply = of(status(fault.kind()), typeOf(fault.kind()), fault.message(), requestId);
        if (fault.kind() == Fault.Kind.UNAUTHENTICATED) {
            reply = reply.with("WWW-Authenticate", "Bearer realm=\"imago\"");
        }
        Optional<Duration> delay =
                status(fault.kind()) == 503 ? fault.retryAfter().or(() -> Optional.of(SOON)) : fault.retryAfter();
        return delay.isPresent()
                ? reply.with(
                        "Retry-After",
                        Long.toString(Math.max(1, delay.get().plusMillis(999).toSeconds())))
                : reply;
    }

    /** A problem that no {@link Fault} stands for, such as 405 or 431. */
    public static Reply of(int status, String type, String detail, String requestId) {
        ProblemBody problem = new ProblemBody(
                "urn:imago:problem:" + type, title(status), status, detail, "urn:imago:request:" + requestId);
        return Reply.bytes(status, "application/problem+json", Json.bytes(problem))
                .with("Cache-Control", "no-store");
    }

    private static String typeOf(Fault.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void log(Fault fault, String requestId) {
        int status = status(fault.kind());
        if (status == 503 || status == 504) {
            LOG.warn("{} {}: {} {}", requestId, status, fault.message(), fault.detail());
        } else if (status >= 500) {
            LOG.error("{} {}: {} {}", requestId, status, fault.message(), fault.detail(), fault);
        }
    }
}
