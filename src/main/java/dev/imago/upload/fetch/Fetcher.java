package dev.imago.upload.fetch;

import dev.imago.image.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;

/**
 * Gets what a URL leads to. At every step of a chain of redirects the port is checked, the name is resolved once, every address is checked, and the
 * connection goes to an address that was checked: a name that answers differently the second time (DNS rebinding) is never
 * asked a second time. Thread-safe; blocks.
 */
public final class Fetcher {
    private static final int MAX_REDIRECTS = 5;

    private final AddressRules rules;
    private final Set<Integer> ports;
    private final Duration timeout;
    private final Resolver resolver;
    private final Supplier<SocketFactory> tls;
    private final Semaphore places;
    private final boolean enabled;

    /** Finds the addresses of a name. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    public Fetcher(FetchSettings settings) {
        this(settings, InetAddress::getAllByName, SSLSocketFactory::getDefault);
    }

    /** @param tls asked for at the first https URL: reading the trusted certificates takes a tenth of a second */
    Fetcher(FetchSettings settings, Resolver resolver, Supplier<SocketFactory> tls) {
        this.rules = new AddressRules(settings.allowedNetworks());
        this.ports = Set.copyOf(settings.ports());
        this.timeout = settings.timeout();
        this.resolver = resolver;
        this.tls = tls;
        this.places = new Semaphore(settings.concurrent());
        this.enabled = settings.enabled();
    }

    /** Takes the body while the connection is open. */
    public interface Taker<T> {
        T take(Fetched fetched);
    }

    /**
     * Fetches, and hands over the body.
     *
     * @throws Fault of kind {@code INVALID} for a URL that is none; {@code FORBIDDEN} where it leads to an address that is not
     *     public, or to a port that is not allowed; {@code BAD_UPSTREAM} or {@code TIMEOUT} for what the other server does; {@code UNAVAILABLE} when too many
     *     fetches are under way
     */
    public <T> T fetch(String url, Taker<T> taker) {
        if (!enabled) {
            throw new Fault(Fault.Kind.FORBIDDEN, "Uploads by URL are switched off on this server.");
        }
        Target target = Target.of(url);
        if (!places.tryAcquire()) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "Too many fetches are under way.")
                    .retryAfter(Duration.ofSeconds(5));
        }
        try {
            return follow(target, taker, System.nanoTime() + timeout.toNanos());
        } finally {
            places.release();
        }
    }

    private <T> T follow(Target first, Taker<T> taker, long deadline) {
        Target target = first;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            requirePort(target);
            try (Connection connection = new Connection(target, deadline)) {
                InputStream in = connect(connection, target);
                Head head = head(connection, in);
                Optional<String> location = location(head);
                if (location.isEmpty()) {
                    return taker.take(answer(target, head, in, connection));
                }
                target = target.redirected(location.get());
            }
        }
        throw new Fault(Fault.Kind.BAD_UPSTREAM, "There are more than " + MAX_REDIRECTS + " redirects.");
    }

    private void requirePort(Target target) {
        if (!ports.contains(target.port())) {
            throw new Fault(
                            Fault.Kind.FORBIDDEN,
                            "Port " + target.port() + " of " + target.host()
                                    + " is not among the ports that images are fetched from.")
                    .withDetail("fetch.ports has it not");
        }
    }

    private InputStream connect(Connection connection, Target target) {
        try {
            return connection.get(addressOf(target), tls);
        } catch (IOException e) {
            throw connection.failed(e);
        }
    }

    /** One internal address among several is reason enough to refuse: such a name is meant to deceive, or misconfigured. */
    private InetAddress addressOf(Target target) {
        List<InetAddress> addresses;
        try {
            addresses = List.of(resolver.resolve(target.host()));
        } catch (UnknownHostException e) {
            throw new Fault(Fault.Kind.BAD_UPSTREAM, "There is no host " + target.host() + ".", e);
        }
        for (InetAddress address : addresses) {
            if (!rules.permit(address)) {
                throw new Fault(
                                Fault.Kind.FORBIDDEN,
                                target.host()
                                        + " is not on the public Internet, or is this server, and is not among the allowed networks.")
                        .withDetail(address.getHostAddress());
            }
        }
        return addresses.getFirst();
    }

    private static Head head(Connection connection, InputStream in) {
        try {
            return Head.read(in);
        } catch (IOException e) {
            throw connection.failed(e);
        }
    }

    private static Optional<String> location(Head head) {
        return switch (head.status()) {
            case 301, 302, 303, 307, 308 -> head.field("location");
            default -> Optional.empty();
        };
    }

    private static Fetched answer(Target target, Head head, InputStream in, Connection connection) {
        if (head.status() != 200) {
            throw new Fault(Fault.Kind.BAD_UPSTREAM, target.host() + " answered " + head.status() + ".");
        }
        String coding = head.field("content-encoding").orElse("identity");
        if (!coding.equalsIgnoreCase("identity")) {
            throw new Fault(
                    Fault.Kind.BAD_UPSTREAM, target.host() + " sent the image in a coding that was not asked for.");
        }
        try {
            return new Fetched(MessageBody.length(head), MessageBody.of(head, in), connection);
        } catch (IOException e) {
            throw connection.failed(e);
        }
    }
}
