package dev.imago.http;

import dev.imago.config.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.AbstractHTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.component.Graceful;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A place to connect to: protocols, proxies and limits of one address. What answers there is its {@link Service}. */
final class Entrance {
    /** Answers the requests of a listener. Called on the I/O thread. */
    interface Service {
        void answer(JettyExchange exchange);

        /** How HTTP/1.1 is spoken there. */
        default HttpConnectionFactory http1(HttpConfiguration http, Entrance place) {
            return SerialConnection.factory(http);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);

    private static final int ACCEPTORS = 1;
    private static final int MOST_SELECTORS = 8;

    private final String name;
    private final LimitSettings limits;
    private final TrustedProxies proxies;
    private final Visits visits;
    private final Departures departures = new Departures();
    private final Optional<RequestRates> rates;
    private final Optional<Certificates> certificates;
    private final Semaphore concurrent;
    private final ServerConnector connector;
    private final Service service;

    /**
     * @param executor runs what Jetty does for its connections
     * @throws IOException if the certificate cannot be used
     */
    Entrance(
            String name,
            Server server,
            Executor executor,
            ListenerSettings settings,
            HostPort fallback,
            Service service)
            throws IOException {
        this.name = name;
        this.limits = settings.limits();
        this.proxies = new TrustedProxies(settings.trusted(), settings.forwarded());
        this.visits = new Visits(limits, proxies);
        this.rates = limits.requestsPerSecond() == 0
                ? Optional.empty()
                : Optional.of(new RequestRates(limits.requestsPerSecond(), limits.burst()));
        this.concurrent = new Semaphore(limits.concurrent());
        this.service = service;
        this.certificates = settings.tls().isPresent()
                ? Optional.of(new Certificates(settings.tls().get()))
                : Optional.empty();
        this.connector = new ServerConnector(server, executor, null, null, ACCEPTORS, selectors(), protocols());
        InetSocketAddress address = settings.listen().orElse(fallback).toSocketAddress();
        if (address.isUnresolved()) {
            throw new IOException("the " + name + " listener's host " + address.getHostString() + " is unknown");
        }
        connector.setHost(
                address.getAddress().isAnyLocalAddress()
                        ? null
                        : address.getAddress().getHostAddress());
        connector.setPort(address.getPort());
        connector.setName(name);
        connector.setIdleTimeout(limits.idle().toMillis());
        // Whoever pauses during a drain has as long as ever: only the grace cuts off.
        connector.setShutdownIdleTimeout(-1);
        connector.setAcceptQueueSize(1_024);
        connector.addBean(visits);
        connector.addBean(departures);
        connector.getSelectorManager().addEventListener(visits);
        server.addConnector(connector);
    }

    /** Threads of the pool that one listener keeps for itself as long as it runs. */
    static int threads() {
        return ACCEPTORS + selectors();
    }

    /** A few suffice: they only wait and hand on, and each takes a thread for good. */
    private static int selectors() {
        return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, MOST_SELECTORS);
    }

    private ConnectionFactory[] protocols() {
        HttpConfiguration http = configuration();
        HttpConnectionFactory http1 = service.http1(http, this);
        List<ConnectionFactory> factories = new ArrayList<>();
        if (certificates.isPresent()) {
            ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2", "http/1.1");
            alpn.setDefaultProtocol("http/1.1");
            factories.add(new SslConnectionFactory(certificates.get().context(), alpn.getProtocol()));
            factories.add(alpn);
            factories.add(limited(new SecureHttp2(http)));
            factories.add(http1);
        } else {
            factories.add(http1);
            factories.add(limited(new PriorKnowledge(http)));
        }
        if (proxies.any()) {
            factories.addFirst(new TrustedProxyProtocol(proxies, factories.getFirst()));
        }
        return factories.toArray(ConnectionFactory[]::new);
    }

    private AbstractHTTP2ServerConnectionFactory limited(AbstractHTTP2ServerConnectionFactory factory) {
        factory.setMaxConcurrentStreams(128);
        factory.setStreamIdleTimeout(limits.idle().toMillis());
        return factory;
    }

    /** Strict about framing (RFC 9112), and passing every target on as it is: what a path means is decided behind this. */
    private HttpConfiguration configuration() {
        HttpConfiguration http = new HttpConfiguration();
        http.setHttpCompliance(HttpCompliance.STRICT.with("Imago", HttpCompliance.Violation.CASE_SENSITIVE_FIELD_NAME));
        EnumSet<UriCompliance.Violation> allowed = EnumSet.allOf(UriCompliance.Violation.class);
        allowed.remove(UriCompliance.Violation.USER_INFO);
        allowed.remove(UriCompliance.Violation.FRAGMENT);
        http.setUriCompliance(new UriCompliance("raw", allowed));
        http.setSendServerVersion(false);
        http.setSendXPoweredBy(false);
        http.setSendDateHeader(true);
        http.setRequestHeaderSize((int) limits.headers().bytes());
        http.setResponseHeaderSize(4 << 10);
        http.setMaxResponseHeaderSize(16 << 10);
        http.setInputBufferSize(8 << 10);
        http.setIdleTimeout(-1);
        return http;
    }

    String name() {
        return name;
    }

    Service service() {
        return service;
    }

    LimitSettings limits() {
        return limits;
    }

    TrustedProxies proxies() {
        return proxies;
    }

    Departures departures() {
        return departures;
    }

    Visits visits() {
        return visits;
    }

    Optional<RequestRates> rates() {
        return rates;
    }

    /** Permits for requests that are worked on. */
    Semaphore concurrent() {
        return concurrent;
    }

    ServerConnector connector() {
        return connector;
    }

    /**
     * Takes no more connections, and tells those that are open to bring no more requests: by {@code Connection: close} with the
     * next answer over HTTP/1.1, by GOAWAY over HTTP/2. What is under way goes on. Does not wait.
     */
    void refuse() {
        // What is under way is counted by the visits: a peer that never closes would keep these futures waiting.
        var refused = connector.shutdown();
        LOG.debug("The {} listener refuses connections: {}", name, refused);
        for (Graceful sessions : connector.getContainedBeans(Graceful.class)) {
            var told = sessions.shutdown();
            LOG.debug("Its HTTP/2 clients are told: {}", told);
        }
    }

    /** Once a second. */
    void tick(long now) {
        visits.sweep(now);
        certificates.ifPresent(Certificates::refresh);
    }

    /** Where it listens, with the real port; only after the start. */
    InetSocketAddress address() {
        try {
            var channel = (ServerSocketChannel) connector.getTransport();
            return (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String scheme() {
        return certificates.isPresent() ? "https" : "http";
    }
}
