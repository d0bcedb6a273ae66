package dev.imago.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.imago.image.Fault;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Wrong credentials by address (IPv4 address or IPv6 /64): so many at once, and as many more in a minute. A virtual schedule
 * (GCRA): each failure moves an address's time on, and one whose time is too far ahead is refused. Thread-safe, never blocks.
 */
final class FailedAttempts {
    private static final int ADDRESSES = 100_000;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Duration step;
    private final InstantSource clock;
    private final Cache<Long, Instant> times =
            Caffeine.newBuilder().maximumSize(ADDRESSES).build();

    FailedAttempts(int perMinute, InstantSource clock) {
        this.step = Duration.ofNanos(WINDOW.toNanos() / perMinute);
        this.clock = clock;
    }

    /** @throws Fault of kind {@code TOO_MANY_REQUESTS} while the address has used up its failures */
    void require(InetAddress address) {
        Instant time = times.getIfPresent(keyOf(address));
        if (time == null) {
            return;
        }
        Duration ahead = Duration.between(clock.instant(), time).plus(step).minus(WINDOW);
        if (ahead.isPositive()) {
            throw new Fault(Fault.Kind.TOO_MANY_REQUESTS, "Too many wrong keys or tokens came from this address.")
                    .retryAfter(ahead);
        }
    }

    void failed(InetAddress address) {
        Instant now = clock.instant();
        times.asMap().merge(keyOf(address), now.plus(step), (old, fresh) -> old.isAfter(now) ? old.plus(step) : fresh);
    }

    private static long keyOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt())
                : ByteBuffer.wrap(bytes).getLong();
    }
}
