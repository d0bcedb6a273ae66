package dev.imago.delivery;

import java.time.Duration;

/** Texts of Cache-Control (RFC 9111 §5.2). Pure. */
final class CacheControl {
    static final String NO_STORE = "no-store";

    private CacheControl() {}

    /** For an image: public, with the policy's times. */
    static String ofImage(DeliveryPolicy policy) {
        var text = new StringBuilder("public, max-age=").append(policy.maxAge().toSeconds());
        if (policy.immutable()) {
            text.append(", immutable");
        }
        append(text, "stale-while-revalidate", policy.staleWhileRevalidate());
        append(text, "stale-if-error", policy.staleIfError());
        return text.toString();
    }

    /** For the answer that there is no image: never longer than the policy's seconds. */
    static String ofMissing(DeliveryPolicy policy) {
        long seconds = policy.missingMaxAge().toSeconds();
        return seconds == 0 ? NO_STORE : "public, max-age=" + seconds;
    }

    private static void append(StringBuilder text, String directive, Duration time) {
        if (!time.isZero()) {
            text.append(", ").append(directive).append('=').append(time.toSeconds());
        }
    }
}
