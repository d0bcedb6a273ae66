package dev.imago.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often each address may ask: a token bucket by IPv4 address or IPv6 /64, as a virtual schedule (GCRA) in one number. Up to
 * {@value #ADDRESSES} addresses are remembered; beyond that the least recently seen start anew. Thread-safe, never blocks.
 */
final class RequestRates {
    private static final int ADDRESSES = 100_000;

    private final long nanosPerRequest;
    private final long burstNanos;
    private final Cache<Long, AtomicLong> due;

    /**
     * @param perSecond at least 1
     * @param burst at least 1
     */
    RequestRates(int perSecond, int burst) {
        this.nanosPerRequest = 1_000_000_000L / perSecond;
        this.burstNanos = nanosPerRequest * burst;
        this.due = Caffeine.newBuilder().maximumSize(ADDRESSES).build();
    }

    /** Takes a token. Zero if there was one; otherwise the time until there will be. */
    Duration take(InetAddress address, long now) {
        AtomicLong next = due.get(keyOf(address), key -> new AtomicLong(now));
        while (true) {
            long before = next.get();
            long after = (before - now > 0 ? before : now) + nanosPerRequest;
            if (after - now > burstNanos) {
                return Duration.ofNanos(after - now - burstNanos);
            }
            if (next.compareAndSet(before, after)) {
                return Duration.ZERO;
            }
        }
    }

    /** Gives a token back that was taken a moment ago, for a request that is counted elsewhere. */
    void giveBack(InetAddress address) {
        AtomicLong next = due.getIfPresent(keyOf(address));
        if (next != null) {
            next.addAndGet(-nanosPerRequest);
        }
    }

    /** An IPv4 address, or the /64 that an IPv6 address is in. */
    static long keyOf(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4
                ? Integer.toUnsignedLong(ByteBuffer.wrap(bytes).getInt())
                : ByteBuffer.wrap(bytes).getLong();
    }
}
