package dev.imago.delivery;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Texts of Cache-Control (RFC 9111 §5.2). Pure. */
final class CacheControl {
    static final String NO_STORE = "no-store";

    private CacheControl() {}

    /**
     * For an image, with the policy's times.
     *
     * @param forOne whether it is for this client alone: then no cache that others share may keep it, whatever it is told elsewhere
     */
    static List<Header> fields(DeliveryPolicy policy, boolean forOne) {
        var fields = new ArrayList<Header>(2);
        fields.add(new Header("Cache-Control", ofImage(policy, forOne)));
        policy.cdnMaxAge()
                .filter(_ -> !forOne)
                .ifPresent(age -> fields.add(new Header("CDN-Cache-Control", "public, max-age=" + age.toSeconds())));
        return fields;
    }

    static String ofImage(DeliveryPolicy policy, boolean forOne) {
        var text = new StringBuilder(scope(forOne))
                .append(", max-age=")
                .append(policy.maxAge().toSeconds());
        if (policy.immutable()) {
            text.append(", immutable");
        }
        append(text, "stale-while-revalidate", policy.staleWhileRevalidate());
        append(text, "stale-if-error", policy.staleIfError());
        return text.toString();
    }

    /** For the answer that there is no image: never longer than the policy's seconds. */
    static String ofMissing(DeliveryPolicy policy, boolean forOne) {
        long seconds = policy.missingMaxAge().toSeconds();
        return seconds == 0 ? NO_STORE : scope(forOne) + ", max-age=" + seconds;
    }

    static String scope(boolean forOne) {
        return forOne ? "private" : "public";
    }

    private static void append(StringBuilder text, String directive, Duration time) {
        if (!time.isZero()) {
            text.append(", ").append(directive).append('=').append(time.toSeconds());
        }
    }
}
