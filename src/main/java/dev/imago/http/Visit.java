package dev.imago.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SelectableChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;

/** One connection, from its acceptance to its end: what it is doing, and whether it is one too many. Thread-safe. */
final class Visit {
    /** Requests of one connection that are worked on or streamed at a time: each may hold a file and a buffer. */
    static final int AT_A_TIME = 32;
    /** Beyond what HTTP/2 lets a client have open, for requests that it has given up. */
    private static final int MOST_WAITING = 256;

    private final SelectableChannel channel;
    private final AtomicInteger active = new AtomicInteger();
    private volatile long quietSince;
    private volatile boolean served;
    private volatile boolean excess;
    private volatile Optional<EndPoint> endPoint = Optional.empty();
    private final Deque<Runnable> waiting = new ArrayDeque<>(1);
    private int working;
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

    SelectableChannel channel() {
        return channel;
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

    /**
     * Begins work now, or when it is its turn. Whoever began ends with {@link #turnEnds}.
     *
     * @return false if too much is waiting already
     */
    boolean inTurn(Runnable work) {
        synchronized (waiting) {
            if (working >= AT_A_TIME) {
                return waiting.size() < MOST_WAITING && waiting.offer(work);
            }
            working++;
        }
        work.run();
        return true;
    }

    /** Work that began is over: what waits for its turn begins. */
    void turnEnds() {
        Optional<Runnable> next;
        synchronized (waiting) {
            next = Optional.ofNullable(waiting.poll());
            if (next.isEmpty()) {
                working--;
            }
        }
        next.ifPresent(Runnable::run);
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
