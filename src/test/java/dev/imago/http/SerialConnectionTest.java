package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.junit.jupiter.api.Test;

/** One thread at a time reads from a connection, also when it was sent what is not HTTP. */
final class SerialConnectionTest {
    private static final String WITHOUT_HOST = "GET / HTTP/1.1\r\n\r\n";

    private final CountDownLatch answered = new CountDownLatch(1);
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger others = new AtomicInteger();
    private volatile Optional<Thread> first = Optional.empty();

    @Test
    void who_has_met_what_is_not_http_is_done_before_another_reads_on() throws Exception {
        QueuedThreadPool pool = new QueuedThreadPool(20, 4, 60_000);
        pool.setReservedThreads(0);
        Server server = new Server(pool);
        ServerConnector connector = new ServerConnector(server, 1, 1, new Connections());
        server.addConnector(connector);
        server.start();
        try (Socket socket = new Socket("127.0.0.1", connector.getLocalPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(WITHOUT_HOST.getBytes(StandardCharsets.US_ASCII));
            assertThat(Serving.readAll(socket)).startsWith("HTTP/1.1 400 ");
            answered.countDown();
            assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
            Serving.await(
                    "the connection ends",
                    () -> connector.getConnectedEndPoints().isEmpty());
        } finally {
            server.stop();
        }
        assertThat(others).as("readings while the first was not over").hasValue(0);
    }

    private final class Connections extends HttpConnectionFactory {
        @Override
        public Connection newConnection(Connector connector, EndPoint endPoint) {
            return configure(new Slow(getHttpConfiguration(), connector, endPoint), connector, endPoint);
        }
    }

    /** Whoever meets what is not HTTP stays for a while when it has had that answered. */
    private final class Slow extends SerialConnection {
        Slow(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
            super(configuration, connector, endPoint);
        }

        @Override
        protected void read() {
            super.read();
            over.countDown();
        }

        /** The library asks this first, whenever it reads. */
        @Override
        public boolean isRequestBufferEmpty() {
            if (first.filter(thread -> !thread.equals(Thread.currentThread())).isPresent()) {
                others.incrementAndGet();
            }
            return super.isRequestBufferEmpty();
        }

        @Override
        protected RequestHandler newRequestHandler() {
            return new RequestHandler() {
                @Override
                public void badMessage(HttpException failure) {
                    first = Optional.of(Thread.currentThread());
                    super.badMessage(failure);
                    try {
                        // The answer is there, and the library reads on right after it.
                        assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
                        assertThat(over.await(200, TimeUnit.MILLISECONDS)).isFalse();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    } finally {
                        first = Optional.empty();
                    }
                }
            };
        }
    }
}
