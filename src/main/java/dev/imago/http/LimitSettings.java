package dev.imago.http;

import dev.imago.config.ByteSize;
import dev.imago.config.Range;
import dev.imago.config.Setting;
import java.time.Duration;

/**
 * What clients may take of a listener. Who is over a limit gets 429 or 503 with Retry-After, or is cut off; all others go on
 * being served.
 *
 * @param connections at the same time, from 1
 * @param requestsPerSecond of one address; 0 for any number
 * @param minimumRate bytes a second
 */
public record LimitSettings(
        @Setting(doc = "Largest request header in all; beyond it the answer is 431.", byDefault = "16KiB")
        @Range(min = "1KiB", max = "1MiB")
        ByteSize headers,

        @Setting(doc = "Longest request target in bytes; beyond it the answer is 414.", byDefault = "8KiB")
        @Range(min = "256B", max = "256KiB")
        ByteSize target,

        @Setting(doc = "How long a connection may do nothing.", byDefault = "30s") @Range(min = "100ms", max = "1h")
        Duration idle,

        @Setting(
                doc = "How long a new connection may take until its first request is complete (TLS included).",
                byDefault = "20s")
        @Range(min = "100ms", max = "10m")
        Duration firstRequest,

        @Setting(
                doc = "The slowest that a client may send or read a body, per second, after a grace of `rate-grace`; "
                        + "slower ones are cut off. 0 allows any rate.",
                byDefault = "500B")
        ByteSize minimumRate,

        @Setting(doc = "How long a client may be slower than `minimum-rate`.", byDefault = "15s")
        @Range(min = "100ms", max = "10m")
        Duration rateGrace,

        @Setting(doc = "Connections in all.", byDefault = "20000") @Range(min = "1")
        int connections,

        @Setting(
                doc =
                        "Connections of one address (an IPv6 address stands for its /64). Trusted networks may have any number.",
                byDefault = "1000")
        @Range(min = "1")
        int connectionsPerAddress,

        @Setting(
                doc = "Requests a second of one address, on average. 0 allows any number; a trusted proxy that asks "
                        + "for itself, and names no client, may always send any number.",
                byDefault = "0")
        @Range(min = "0")
        int requestsPerSecond,

        @Setting(
                doc = "Requests that one address may send at once before `requests-per-second` holds.",
                byDefault = "200")
        @Range(min = "1")
        int burst,

        @Setting(
                doc = "Requests that are worked on at the same time, not counting answers from memory and those that "
                        + "are being sent. Beyond it the answer is 503.",
                byDefault = "2000")
        @Range(min = "1")
        int concurrent) {

    /** What holds when nothing is configured. */
    public static LimitSettings defaults() {
        return new LimitSettings(
                new ByteSize(16 << 10),
                new ByteSize(8 << 10),
                Duration.ofSeconds(30),
                Duration.ofSeconds(20),
                new ByteSize(500),
                Duration.ofSeconds(15),
                20_000,
                1_000,
                0,
                200,
                2_000);
    }
}
