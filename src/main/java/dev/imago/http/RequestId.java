package dev.imago.http;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** The names of requests in answers, logs and problems: a trusted proxy's, or new ones. Thread-safe. */
final class RequestId {
    private static final String PREFIX = Long.toHexString(System.currentTimeMillis() << 20 ^ System.nanoTime()) + "-";
    private static final AtomicLong COUNTER = new AtomicLong();

    private RequestId() {}

    /** @param header gives a field of the request */
    static String of(Client client, Function<String, Optional<String>> header) {
        return (client.peerTrusted() ? header.apply("X-Request-Id") : Optional.<String>empty())
                .filter(id -> id.length() <= 128 && id.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '"'))
                .orElseGet(() -> PREFIX + Long.toHexString(COUNTER.incrementAndGet()));
    }
}
