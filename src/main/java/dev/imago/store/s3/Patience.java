package dev.imago.store.s3;

import java.time.Duration;

/**
 * How long the service is waited for.
 *
 * @param connections that may be open at once
 * @param connect to be accepted
 * @param attempt one request, until its answer begins; sent bodies get more, see {@link #forBytes}
 * @param deadline all attempts together; no other is begun after it
 */
public record Patience(int connections, Duration connect, Duration attempt, Duration deadline) {
    /** A line that is slower than this cannot be told from one that is broken. */
    private static final long BYTES_PER_SECOND = 256 << 10;

    /** The same for a request that sends so many bytes. */
    Patience forBytes(long bytes) {
        Duration sending = Duration.ofMillis(bytes * 1000 / BYTES_PER_SECOND);
        return new Patience(connections, connect, attempt.plus(sending), deadline.plus(sending));
    }
}
