package dev.imago.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.delivery.Body;
import dev.imago.http.api.Api;
import dev.imago.http.api.Reply;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DrainTest {
    private static final int DATA = 0;
    private static final int GOAWAY = 7;

    @Test
    void answers_under_way_finish_and_new_connections_are_refused() throws Exception {
        try (Serving serving = Serving.plain()) {
            CountDownLatch go = slow(serving);
            try (Socket under = serving.connect();
                    Socket idle = serving.connect()) {
                under.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
                Serving.await("under way", () -> serving.server.active("public") == 1);
                Future<Boolean> drain = drain(serving);
                Serving.await("refused", () -> refused(serving));
                assertThat(serving.server.draining()).isTrue();
                assertThat(drain.isDone()).isFalse();
                go.countDown();
                assertThat(Serving.readAll(under)).startsWith("HTTP/1.1 200").endsWith("done");
                assertThat(drain.get()).isTrue();
                assertThat(Serving.readAll(idle)).isEmpty();
            }
        }
    }

    @Test
    void a_reader_and_a_sender_that_pause_during_the_drain_come_to_their_end() throws Exception {
        Api api = new Api()
                .add(
                        "PUT",
                        "/body",
                        call -> Reply.text(200, new String(call.body().readAllBytes(), US_ASCII)));
        try (Serving serving = new Serving(Serving.anywhere(), api);
                Socket reader = serving.connect();
                Socket sender = serving.connectApi()) {
            int length = 50_000_000;
            serving.cold.put(
                    "/big",
                    request -> Serving.answer(
                            200, length, new Body.Stream(new FillBlob(length, FillBlob.NEVER, new AtomicInteger()))));
            reader.getOutputStream()
                    .write("GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(US_ASCII));
            sender.getOutputStream()
                    .write("PUT /body HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\none".getBytes(US_ASCII));
            Serving.await("under way", () -> serving.server.active("public") + serving.server.active("api") == 2);
            Future<Boolean> drain = drain(serving);
            Serving.await("draining", serving.server::draining);
            long resume = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            Serving.await("a pause", () -> System.nanoTime() - resume > 0);
            sender.getOutputStream().write("two".getBytes(US_ASCII));
            assertThat(Serving.readAll(sender)).startsWith("HTTP/1.1 200").endsWith("onetwo");
            assertThat(Serving.readAll(reader).length()).isGreaterThan(length);
            assertThat(drain.get()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void a_client_that_never_stops_asking_does_not_hold_the_drain_up(HttpClient.Version version) throws Exception {
        try (Serving serving = Serving.plain();
                HttpClient first = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                Http2Client second = Http2Client.lasting()) {
            serving.cold.put("/x", request -> {
                LockSupport.parkNanos(30_000_000);
                return Serving.text(200, "done");
            });
            URI target = URI.create(serving.server.publicUrl() + "/x");
            HttpRequest request = HttpRequest.newBuilder(target)
                    .timeout(Duration.ofSeconds(20))
                    .build();
            Callable<String> ask = version == HttpClient.Version.HTTP_2
                    ? () -> new String(second.send("GET", target).body(), US_ASCII)
                    : () -> first.send(request, HttpResponse.BodyHandlers.ofString())
                            .body();
            AtomicInteger answered = new AtomicInteger();
            List<FutureTask<IOException>> asking = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                asking.add(new FutureTask<>(() -> askUntilRefused(ask, answered)));
                Thread.ofVirtual().start(asking.getLast());
            }
            Serving.await("asking", () -> answered.get() > 50);
            long begin = System.nanoTime();
            assertThat(serving.server.drain(Duration.ofSeconds(15))).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            for (FutureTask<IOException> one : asking) {
                // Over HTTP/2 what was not begun is told to come again on another connection (RFC 9113 §6.8).
                assertThat(one.get())
                        .isInstanceOf(
                                version == HttpClient.Version.HTTP_2 ? IOException.class : ConnectException.class);
            }
            assertThat(refused(serving)).isTrue();
            assertThat(serving.seen).noneMatch(Serving.Seen::aborted).hasSize(answered.get());
        }
    }

    private static IOException askUntilRefused(Callable<String> ask, AtomicInteger answered) throws Exception {
        while (true) {
            try {
                assertThat(ask.call()).isEqualTo("done");
                answered.incrementAndGet();
            } catch (IOException e) {
                return e;
            }
        }
    }

    @Test
    void what_a_client_of_http_2_had_sent_before_it_read_of_the_drain_is_answered() throws Exception {
        try (Serving serving = Serving.plain();
                Socket socket = serving.connect()) {
            CountDownLatch go = slow(serving);
            serving.cold.put("/x", request -> Serving.text(200, "done"));
            var out = socket.getOutputStream();
            out.write(Http2Frames.PREFACE);
            out.write(Http2Frames.settings(Map.of()));
            out.write(Http2Frames.get(1, "http", "x", "/slow"));
            Serving.await("under way", () -> serving.server.active("public") == 1);
            var in = new DataInputStream(socket.getInputStream());
            Future<Boolean> drain = drain(serving);
            until(in, GOAWAY, 0);
            out.write(Http2Frames.get(3, "http", "x", "/x"));
            until(in, DATA, 3);
            go.countDown();
            until(in, DATA, 1);
            assertThat(drain.get()).isTrue();
            assertThat(serving.seen).hasSize(2).noneMatch(Serving.Seen::aborted);
        }
    }

    /** Reads frames to the first of that type on that stream. */
    private static void until(DataInputStream in, int type, int stream) throws IOException {
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int its = in.readUnsignedByte();
            in.readUnsignedByte();
            int of = in.readInt();
            in.readFully(new byte[length]);
            if (its == type && of == stream) {
                return;
            }
        }
    }

    @Test
    void what_does_not_finish_within_the_grace_is_cut_off() throws Exception {
        try (Serving serving = Serving.plain()) {
            slow(serving);
            try (Socket under = serving.connect()) {
                under.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
                Serving.await("under way", () -> serving.server.active("public") == 1);
                assertThat(serving.server.drain(Duration.ofMillis(300))).isFalse();
                assertThat(Serving.readAll(under)).doesNotContain("200 OK");
            }
        }
    }

    @Test
    void an_address_in_use_is_told() throws IOException {
        try (Serving serving = Serving.plain()) {
            var taken = ListenerSettings.on(new dev.imago.config.HostPort(
                    "127.0.0.1", serving.server.publicAddress().getPort()));
            assertThatThrownBy(() -> new Serving(taken, new dev.imago.http.api.Api()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:");
        }
    }

    private static Future<Boolean> drain(Serving serving) {
        FutureTask<Boolean> drain = new FutureTask<>(() -> serving.server.drain(Duration.ofSeconds(20)));
        Thread.ofVirtual().start(drain);
        return drain;
    }

    private static CountDownLatch slow(Serving serving) {
        CountDownLatch go = new CountDownLatch(1);
        serving.cold.put("/slow", request -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Serving.text(200, "done");
        });
        return go;
    }

    private static boolean refused(Serving serving) {
        try (Socket socket = serving.connect()) {
            return socket.getLocalPort() == 0;
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }
}
