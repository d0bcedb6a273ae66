package dev.imago.http;

import dev.imago.config.HostPort;
import dev.imago.http.api.Api;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The public and the api listener. Handlers of the api run on virtual threads; the public listener answers from memory on its I/O
 * threads. Start it once, {@link #drain} it, close it.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final HostPort PUBLIC = HostPort.parse(":8080");
    private static final HostPort API = HostPort.parse("127.0.0.1:8081");

    private static final long SEND_BUDGET = 64L << 20;

    /** Threads for requests, beyond those that the listeners keep for themselves. */
    private static final int WORKING_THREADS = 48;

    private final Server server;
    private final RequestThreads threads = new RequestThreads();
    private final List<Entrance> listeners;
    private final SlowWrites slowWrites = new SlowWrites();
    private final SendBuffers buffers = new SendBuffers(SEND_BUDGET);
    private volatile boolean draining;

    /**
     * Prepares both listeners.
     *
     * @param observer is told of every exchange
     * @throws IOException if a certificate or address cannot be used; the message is for whoever configured it
     */
    public HttpServer(
            ListenerSettings publicSettings,
            PublicContent content,
            ListenerSettings apiSettings,
            Api api,
            Observer observer)
            throws IOException {
        QueuedThreadPool pool = new QueuedThreadPool(2 * Entrance.threads() + WORKING_THREADS, 4, 60_000);
        pool.setName("http");
        pool.setReservedThreads(0);
        this.server = new Server(pool);
        Executor connections = threads.stayingOr(pool);
        server.setErrorHandler(new ErrorPages());
        server.setStopTimeout(0);
        this.listeners = List.of(
                new Entrance(
                        "public",
                        server,
                        connections,
                        publicSettings,
                        PUBLIC,
                        new PublicHandler(content, observer, threads, slowWrites, buffers)),
                new Entrance("api", server, connections, apiSettings, API, new ApiHandler(api, threads, slowWrites)));
        server.setHandler(new Front(listeners, observer));
    }

    /**
     * Listens on both addresses.
     *
     * @throws IOException if an address is taken or not ours
     */
    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            close();
            throw e;
        } catch (Exception e) {
            close();
            throw new IOException("the listeners do not start: " + e.getMessage(), e);
        }
        tick();
    }

    /** Such as {@code http://127.0.0.1:8080}; only after the start. */
    public String publicUrl() {
        return url(listeners.getFirst());
    }

    /** Such as {@code http://127.0.0.1:8081}; only after the start. */
    public String apiUrl() {
        return url(listeners.getLast());
    }

    public InetSocketAddress publicAddress() {
        return listeners.getFirst().address();
    }

    public InetSocketAddress apiAddress() {
        return listeners.getLast().address();
    }

    /** Open connections of a listener, {@code public} or {@code api}. */
    public int connections(String listener) {
        return named(listener).visits().connections();
    }

    /** Requests under way on a listener, {@code public} or {@code api}. */
    public int active(String listener) {
        return named(listener).visits().active();
    }

    /** Answers that wait for their client to read. */
    public int waitingWrites() {
        return slowWrites.size();
    }

    /** Whether {@link #drain} has begun. */
    public boolean draining() {
        return draining;
    }

    /**
     * Refuses new connections, lets the answers under way finish, and stops. Blocks until then, at most for the grace.
     *
     * @return whether all answers finished in time
     */
    public boolean drain(Duration grace) {
        draining = true;
        long deadline = System.nanoTime() + grace.toNanos();
        listeners.forEach(Entrance::refuse);
        boolean interrupted = false;
        while (!interrupted && underWay() > 0 && System.nanoTime() - deadline < 0) {
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        int left = underWay();
        if (left > 0) {
            LOG.warn("Answers that were not finished at the end of the grace and are cut off: {}", left);
        }
        close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return left == 0;
    }

    /** Closes everything at once. */
    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the listeners do not stop", e);
        } finally {
            threads.close();
        }
    }

    private int underWay() {
        return listeners.stream()
                .mapToInt(listener -> listener.visits().active())
                .sum();
    }

    private Entrance named(String name) {
        return listeners.stream()
                .filter(listener -> listener.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void tick() {
        Scheduler scheduler = server.getScheduler();
        if (!server.isRunning()) {
            return;
        }
        scheduler.schedule(this::tick, 500, TimeUnit.MILLISECONDS);
        long now = System.nanoTime();
        listeners.forEach(listener -> listener.tick(now));
        slowWrites.sweep(now);
    }

    private static String url(Entrance listener) {
        InetSocketAddress address = listener.address();
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return listener.scheme() + "://" + new HostPort(host, address.getPort());
    }
}
