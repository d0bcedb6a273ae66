package dev.imago.http;

import java.net.InetAddress;
import java.nio.channels.SelectableChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.util.IO;

/**
 * The connections of a listener, counted in all and by address. One beyond a limit is accepted to be told so (503); far beyond,
 * connections are closed at once. {@link #sweep} closes those that never come to a request, and those that stay quiet although
 * bytes trickle in.
 */
final class Visits implements Connection.Listener, SelectorManager.AcceptListener {
    private final LimitSettings limits;
    private final TrustedProxies trusted;
    private final Map<SelectableChannel, Visit> visits = new ConcurrentHashMap<>();
    private final Map<Long, Integer> byAddress = new ConcurrentHashMap<>();

    Visits(LimitSettings limits, TrustedProxies trusted) {
        this.limits = limits;
        this.trusted = trusted;
    }

    /** The visit that a connection belongs to; a lone one if it ended meanwhile. */
    Visit of(Connection connection) {
        SelectableChannel channel = channelOf(connection.getEndPoint());
        Visit visit = visits.get(channel);
        return visit == null ? Visit.ended(channel) : visit;
    }

    /** The socket under TLS and the PROXY protocol. */
    private static SelectableChannel channelOf(EndPoint endPoint) {
        Object transport = endPoint.getTransport();
        while (transport instanceof EndPoint lower) {
            transport = lower.getTransport();
        }
        return (SelectableChannel) transport;
    }

    int connections() {
        return visits.size();
    }

    /** Requests under way. */
    int active() {
        int active = 0;
        for (Visit visit : visits.values()) {
            active += visit.active();
        }
        return active;
    }

    @Override
    public void onAccepting(SelectableChannel channel) {
        int open = visits.size();
        if (open >= limits.connections() + limits.connections() / 10 + 16) {
            IO.close(channel);
            return;
        }
        visits.put(channel, new Visit(channel, System.nanoTime(), open >= limits.connections()));
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        onClosed(channel);
    }

    @Override
    public void onClosed(SelectableChannel channel) {
        Visit visit = visits.remove(channel);
        if (visit != null) {
            synchronized (visit) {
                count(visit, Optional.empty());
                visit.end();
            }
        }
    }

    /** Called for every protocol that a connection takes up: TLS, PROXY, HTTP. The last one knows the address best. */
    @Override
    public void onOpened(Connection connection) {
        Visit visit = of(connection);
        visit.opened(connection);
        Optional<InetAddress> address = Visit.addressOf(connection.getEndPoint().getRemoteSocketAddress());
        int same = count(visit, address.filter(known -> !trusted.trusts(known)));
        if (same > 2 * limits.connectionsPerAddress()) {
            visit.close();
        } else if (same > limits.connectionsPerAddress()) {
            visit.exceed();
        }
    }

    @Override
    public void onClosed(Connection connection) {
        // The channel's end counts: a connection also closes when another protocol takes over.
    }

    /** Closes what has been quiet for too long. */
    void sweep(long now) {
        Duration first = limits.firstRequest();
        for (Visit visit : visits.values()) {
            long allowed = visit.served() ? limits.idle().toNanos() : first.toNanos();
            if (visit.quietNanos(now) > allowed) {
                visit.close();
            }
        }
    }

    /** How many connections the address has now; 0 for none. */
    private int count(Visit visit, Optional<InetAddress> address) {
        synchronized (visit) {
            if (visit.hasEnded()) {
                // It closed while a protocol was being opened: nothing would ever take its count back.
                return 0;
            }
            if (visit.counted().equals(address)) {
                return address.map(same -> byAddress.getOrDefault(RequestRates.keyOf(same), 0))
                        .orElse(0);
            }
            visit.counted()
                    .ifPresent(old -> byAddress.computeIfPresent(
                            RequestRates.keyOf(old), (key, count) -> count == 1 ? null : Integer.valueOf(count - 1)));
            visit.countFor(address);
            return address.map(now -> byAddress.merge(RequestRates.keyOf(now), 1, Integer::sum))
                    .orElse(0);
        }
    }
}
