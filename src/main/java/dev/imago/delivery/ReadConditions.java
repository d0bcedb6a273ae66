package dev.imago.delivery;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The conditional requests of RFC 9110 §13, in the precedence of §13.2.2. Pure. */
final class ReadConditions {
    /** What the conditions of a request come to. */
    enum Outcome {
        /** Answer as if there were no conditions. */
        PROCEED,
        /** 304: the client has this version. */
        NOT_MODIFIED,
        /** 412: the client asked for another version. */
        FAILED
    }

    private ReadConditions() {}

    /**
     * Evaluates the conditions of a GET or HEAD for an image that exists.
     *
     * @param etag of the current version, strong, with quotes
     * @param modified of the current version; only whole seconds count
     */
    static Outcome evaluate(DeliveryRequest request, String etag, Instant modified) {
        Instant lastModified = modified.truncatedTo(ChronoUnit.SECONDS);
        Optional<String> ifMatch = request.header("If-Match");
        if (ifMatch.isPresent()) {
            if (!EntityTags.strongMatch(ifMatch.get(), etag)) {
                return Outcome.FAILED;
            }
        } else if (date(request, "If-Unmodified-Since")
                .filter(lastModified::isAfter)
                .isPresent()) {
            return Outcome.FAILED;
        }
        Optional<String> ifNoneMatch = request.header("If-None-Match");
        if (ifNoneMatch.isPresent()) {
            return EntityTags.weakMatch(ifNoneMatch.get(), etag) ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
        }
        Optional<Instant> since = date(request, "If-Modified-Since");
        return since.isPresent() && !lastModified.isAfter(since.get()) ? Outcome.NOT_MODIFIED : Outcome.PROCEED;
    }

    /**
     * Whether a Range field counts (§13.1.5): there is no If-Range, or it names exactly this version. A date does only once the
     * second that it names is over (§8.8.2.2): within it there may have been another version, with the same date.
     *
     * @param now what the answer's Date field will say
     */
    static boolean rangeApplies(DeliveryRequest request, String etag, Instant modified, Instant now) {
        Optional<String> ifRange = request.header("If-Range").map(String::strip);
        if (ifRange.isEmpty()) {
            return true;
        }
        String validator = ifRange.get();
        if (validator.startsWith("\"") || validator.startsWith("W/")) {
            return validator.equals(etag);
        }
        Instant lastModified = modified.truncatedTo(ChronoUnit.SECONDS);
        boolean strong = !now.truncatedTo(ChronoUnit.SECONDS).isBefore(lastModified.plusSeconds(1));
        return strong && HttpDate.read(validator).filter(lastModified::equals).isPresent();
    }

    private static Optional<Instant> date(DeliveryRequest request, String field) {
        return request.header(field).flatMap(HttpDate::read);
    }
}
