package dev.imago.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** One connection, from its acceptance to its end: what it is doing, and whether it is one too many. Thread-safe. */
final class Visit {
    private final SelectableChannel channel;
    private final AtomicInteger active = new AtomicInteger();
    private volatile long quietSince;
    private volatile boolean served;
    private volatile boolean excess;
    private volatile Optional<EndPoint> endPoint = Optional.empty();
    private Optional<InetAddress> counted = Optional.empty();
    private boolean ended;

    Visit(SelectableChannel channel, long now, boolean excess) {
        this.channel = channel;
        this.quietSince = now;
        this.excess = excess;
    }

    /** One whose connection is closed already. */
    static Visit ended(SelectableChannel channel) {
        Visit visit = new Visit(channel, System.nanoTime(), false);
        visit.ended = true;
        return visit;
    }

    /** Whether the connection is closed; under the same lock as {@link #counted}. */
    boolean hasEnded() {
        return ended;
    }

    void end() {
        ended = true;
    }

    void opened(Connection connection) {
        endPoint = Optional.of(connection.getEndPoint());
    }

    /** The address that this connection counts for; changed under the lock of {@link Visits} only. */
    Optional<InetAddress> counted() {
        return counted;
    }

    void countFor(Optional<InetAddress> address) {
        counted = address;
    }

    /** Whether it is beyond a limit and only to be told so. */
    boolean excess() {
        return excess;
    }

    void exceed() {
        excess = true;
    }

    void requestBegins() {
        active.incrementAndGet();
    }

    void requestEnds(long now) {
        served = true;
        quietSince = now;
        active.decrementAndGet();
    }

    int active() {
        return active.get();
    }

    /** For how long it has been without a request under way. */
    long quietNanos(long now) {
        return active.get() > 0 ? 0 : now - quietSince;
    }

    /** Whether a request was answered. */
    boolean served() {
        return served;
    }

    /** Closes it without a word. */
    void close() {
        endPoint.ifPresentOrElse(EndPoint::close, () -> org.eclipse.jetty.util.IO.close(channel));
    }

    static Optional<InetAddress> addressOf(SocketAddress socket) {
        return socket instanceof InetSocketAddress inet ? Optional.ofNullable(inet.getAddress()) : Optional.empty();
    }
}
