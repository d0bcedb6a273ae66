package dev.imago.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.config.ByteSize;
import dev.imago.delivery.Body;
import dev.imago.http.api.Api;
import dev.imago.http.api.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final String GET = "GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    private static final LimitSettings DEFAULTS = LimitSettings.defaults();

    private static Serving serving(LimitSettings limits) throws IOException {
        Api api = new Api().add("PUT", "/body", call -> {
            long n = call.body().transferTo(OutputStream.nullOutputStream());
            return Reply.json(Map.of("bytes", n));
        });
        return new Serving(Serving.anywhere().withLimits(limits), api);
    }

    private static LimitSettings limits(int connections, int perAddress, int perSecond, int burst, int concurrent) {
        return new LimitSettings(
                DEFAULTS.headers(),
                DEFAULTS.target(),
                DEFAULTS.idle(),
                DEFAULTS.firstRequest(),
                DEFAULTS.minimumRate(),
                DEFAULTS.rateGrace(),
                connections,
                perAddress,
                perSecond,
                burst,
                concurrent);
    }

    private static LimitSettings slowness(Duration idle, Duration first, long rate, Duration grace) {
        return new LimitSettings(
                DEFAULTS.headers(), DEFAULTS.target(), idle, first, new ByteSize(rate), grace, 100, 100, 0, 1, 100);
    }

    private static Socket from(String address, Serving serving) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(10_000);
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        socket.connect(serving.server.publicAddress());
        return socket;
    }

    @Test
    void an_address_with_too_many_connections_gets_503_while_another_is_served() throws IOException {
        try (Serving serving = serving(limits(100, 3, 0, 1, 100))) {
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Socket socket = from("127.0.0.1", serving);
                open.add(socket);
                // Whoever has an answer is counted; whoever is only accepted may be counted after the next one.
                socket.getOutputStream().write("GET /x HTTP/1.1\r\nHost: h\r\n\r\n".getBytes(US_ASCII));
                assertThat(socket.getInputStream().read()).isEqualTo('H');
            }
            try (Socket excess = from("127.0.0.1", serving);
                    Socket other = from("127.0.0.2", serving)) {
                assertThat(Serving.talk(excess, GET)).startsWith("HTTP/1.1 503").contains("Retry-After: ");
                assertThat(Serving.talk(other, GET)).startsWith("HTTP/1.1 404");
            }
            for (Socket socket : open) {
                socket.close();
            }
            Serving.await("closed", () -> serving.server.connections("public") == 0);
            try (Socket again = from("127.0.0.1", serving)) {
                assertThat(Serving.talk(again, GET)).startsWith("HTTP/1.1 404");
            }
        }
    }

    @Test
    void beyond_all_connections_there_is_503_and_far_beyond_nothing() throws IOException {
        try (Serving serving = serving(limits(2, 1000, 0, 1, 100))) {
            List<Socket> open = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                open.add(from("127.0.0.1", serving));
            }
            Serving.await("accepted", () -> serving.server.connections("public") == 18);
            assertThat(Serving.talk(open.get(5), GET)).startsWith("HTTP/1.1 503");
            assertThat(Serving.readAll(open.get(29))).isEmpty();
            assertThat(Serving.talk(open.get(0), GET)).startsWith("HTTP/1.1 404");
            for (Socket socket : open) {
                socket.close();
            }
        }
    }

    @Test
    void an_address_that_asks_too_often_gets_429_while_another_is_served() throws IOException {
        try (Serving serving = serving(limits(100, 100, 1, 3, 100))) {
            for (int i = 0; i < 3; i++) {
                try (Socket socket = from("127.0.0.1", serving)) {
                    assertThat(Serving.talk(socket, GET)).startsWith("HTTP/1.1 404");
                }
            }
            try (Socket socket = from("127.0.0.1", serving);
                    Socket other = from("127.0.0.2", serving)) {
                assertThat(Serving.talk(socket, GET)).startsWith("HTTP/1.1 429").contains("Retry-After: 1");
                assertThat(Serving.talk(other, GET)).startsWith("HTTP/1.1 404");
            }
        }
    }

    @Test
    void one_request_more_than_can_be_worked_on_gets_503() throws Exception {
        try (Serving serving = serving(limits(100, 100, 0, 1, 1))) {
            CountDownLatch working = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            serving.cold.put("/slow", request -> {
                working.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return Serving.text(200, "done");
            });
            try (Socket slow = from("127.0.0.1", serving)) {
                slow.getOutputStream().write(GET.replace("/x", "/slow").getBytes());
                working.await();
                assertThat(serving.talk(GET)).startsWith("HTTP/1.1 503").contains("Retry-After: 1");
                go.countDown();
                assertThat(Serving.readAll(slow)).startsWith("HTTP/1.1 200").endsWith("done");
            }
        }
    }

    @Test
    void a_request_that_trickles_in_is_cut_off() throws IOException {
        var limits = slowness(Duration.ofSeconds(30), Duration.ofMillis(800), 0, Duration.ofSeconds(1));
        try (Serving serving = serving(limits);
                Socket socket = serving.connect()) {
            long begin = System.nanoTime();
            assertThat(trickle(socket, "GET / HTTP/1.1\r\nX: ")).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(8));
        }
    }

    @Test
    void a_second_request_that_trickles_in_is_cut_off_after_the_idle_time() throws IOException {
        var limits = slowness(Duration.ofMillis(900), Duration.ofSeconds(30), 0, Duration.ofSeconds(1));
        try (Serving serving = serving(limits);
                Socket socket = serving.connect()) {
            socket.getOutputStream().write("GET /x HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
            Serving.await("served", () -> !serving.seen.isEmpty());
            assertThat(trickle(socket, "GET / HTTP/1.1\r\nX: ")).isTrue();
        }
    }

    @Test
    void a_body_that_trickles_in_is_408() throws IOException {
        var limits = slowness(Duration.ofSeconds(30), Duration.ofSeconds(30), 1_000, Duration.ofMillis(700));
        try (Serving serving = serving(limits);
                Socket socket = serving.connectApi()) {
            trickle(socket, "PUT /body HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n");
            Serving.await("answered", () -> !serving.seen.isEmpty());
            assertThat(serving.seen.peek().status()).isEqualTo(408);
        }
    }

    @Test
    void a_body_that_stops_is_408() throws IOException {
        var limits = slowness(Duration.ofMillis(500), Duration.ofSeconds(30), 1_000, Duration.ofSeconds(30));
        try (Serving serving = serving(limits);
                Socket socket = serving.connectApi()) {
            String answer = Serving.talk(socket, "PUT /body HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nabc");
            assertThat(answer).startsWith("HTTP/1.1 408").contains("urn:imago:problem:body-failed");
        }
    }

    @Test
    void a_reader_below_the_minimum_rate_is_cut_off_and_the_blob_closed() throws IOException {
        var limits = slowness(Duration.ofSeconds(30), Duration.ofSeconds(30), 100_000_000, Duration.ofMillis(600));
        AtomicInteger closed = new AtomicInteger();
        try (Serving serving = serving(limits);
                Socket socket = serving.connect()) {
            serving.cold.put(
                    "/big",
                    request -> Serving.answer(
                            200, 100_000_000, new Body.Stream(new FillBlob(100_000_000, FillBlob.NEVER, closed))));
            serving.hot.put("/hot", request -> Serving.memory(200, new byte[50_000_000]));
            socket.getOutputStream().write("GET /big HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
            Serving.await("cut off", () -> closed.get() == 1);
            try (Socket another = serving.connect()) {
                another.getOutputStream().write("GET /hot HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
                Serving.await("cut off, too", () -> serving.seen.size() == 2);
            }
            assertThat(serving.seen).allMatch(Serving.Seen::aborted);
        }
    }

    @Test
    void a_token_bucket_refills_and_addresses_of_one_64_share_it() {
        RequestRates rates = new RequestRates(10, 2);
        InetAddress one = InetAddress.ofLiteral("2001:db8::1");
        InetAddress neighbour = InetAddress.ofLiteral("2001:db8::2");
        assertThat(rates.take(one, 0)).isZero();
        assertThat(rates.take(neighbour, 0)).isZero();
        assertThat(rates.take(one, 0)).isEqualTo(Duration.ofMillis(100));
        assertThat(rates.take(InetAddress.ofLiteral("2001:db8:0:1::1"), 0)).isZero();
        assertThat(rates.take(one, 100_000_000)).isZero();
    }

    /** Sends one byte after another until the server closes; false if it never does. */
    private static boolean trickle(Socket socket, String begin) throws IOException {
        socket.setSoTimeout(50);
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        try {
            socket.getOutputStream().write(begin.getBytes());
            while (System.nanoTime() < deadline) {
                try {
                    byte[] answer = new byte[4096];
                    if (socket.getInputStream().read(answer) < 0) {
                        return true;
                    }
                } catch (java.net.SocketTimeoutException e) {
                    socket.getOutputStream().write('a');
                }
            }
        } catch (java.net.SocketException e) {
            return true;
        }
        return false;
    }
}
