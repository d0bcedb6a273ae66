package dev.imago.store.http;

import dev.imago.image.Fault;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** What it means that an origin does not give an image. None of it means that there is none. */
final class OriginFaults {
    private static final long LONGEST_PATIENCE_SECONDS = 3600;

    private OriginFaults() {}

    static Fault of(IOException e) {
        if (e instanceof HttpTimeoutException) {
            return new Fault(Fault.Kind.TIMEOUT, "The origin does not answer in time.", e);
        }
        return e.getCause() instanceof InterruptedException interrupted
                ? new Fault(Fault.Kind.UNAVAILABLE, "The request to the origin was given up.", interrupted)
                : new Fault(Fault.Kind.UNAVAILABLE, "The origin does not answer.", e);
    }

    /** Of a status that is neither an image nor its absence. */
    static Fault of(int status, Fields fields) {
        Fault fault = switch (status) {
            case 401, 403, 407 ->
                new Fault(Fault.Kind.FORBIDDEN, "The origin does not let this server have the image.");
            case 412 -> new Fault(Fault.Kind.CHANGED, "The origin has another version of the image by now.");
            case 408, 504 -> new Fault(Fault.Kind.TIMEOUT, "The origin does not have the image in time.");
            case 429 -> new Fault(Fault.Kind.UNAVAILABLE, "The origin is asked too often.");
            default ->
                status >= 500
                        ? new Fault(Fault.Kind.UNAVAILABLE, "The origin fails.")
                        : bad("The origin answers in a way that is not understood.");
        };
        Fault detailed = fault.withDetail("status " + status);
        var patience = fields.number("Retry-After");
        return patience.isEmpty()
                ? detailed
                : detailed.retryAfter(Duration.ofSeconds(Math.min(patience.getAsLong(), LONGEST_PATIENCE_SECONDS)));
    }

    /** The origin does something that it should not. */
    static Fault bad(String message) {
        return new Fault(Fault.Kind.BAD_UPSTREAM, message);
    }
}
