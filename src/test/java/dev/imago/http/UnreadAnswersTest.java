package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.config.ByteSize;
import dev.imago.delivery.Body;
import dev.imago.http.api.Api;
import dev.imago.http.api.Reply;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Clients that ask, and do not read the answer, or go on sending what nobody wants. */
final class UnreadAnswersTest {
    private static final LimitSettings DEFAULTS = LimitSettings.defaults();

    private static LimitSettings limits(int concurrent, long rate, Duration grace) {
        return new LimitSettings(
                DEFAULTS.headers(),
                DEFAULTS.target(),
                DEFAULTS.idle(),
                DEFAULTS.firstRequest(),
                new ByteSize(rate),
                grace,
                100,
                100,
                0,
                1,
                concurrent);
    }

    private static Serving serving(LimitSettings limits) throws IOException {
        Api api = new Api()
                .add("GET", "/livez", call -> Reply.text(200, "alive"))
                .add(
                        "GET",
                        "/lines",
                        call -> Reply.lines(sink -> {
                            for (int i = 0; i < 10; i++) {
                                sink.line(Map.of("n", i));
                            }
                        }))
                .add("PUT", "/refuse", call -> Reply.text(403, "no"))
                .add("PUT", "/close", call -> {
                    try (var _ = call.body()) {
                        return Reply.text(413, "too much");
                    }
                });
        return new Serving(Serving.anywhere().withLimits(limits), api);
    }

    private static String livez(Serving serving) throws IOException {
        try (Socket socket = serving.connectApi()) {
            return Serving.talk(socket, "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        }
    }

    @Test
    void api_answers_that_nobody_reads_keep_nobody_else_from_being_answered() throws Exception {
        try (Serving serving = serving(limits(4, 500, Duration.ofSeconds(15)));
                Http2Peer peer = new Http2Peer(serving.server.apiAddress())) {
            for (int i = 0; i < 6; i++) {
                peer.get("/livez");
                peer.get("/lines");
                int stuck = 2 * i + 2;
                Serving.await("stuck", () -> serving.server.waitingWrites() == stuck);
            }
            assertThat(livez(serving)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void api_answers_that_nobody_reads_are_cut_off_at_the_minimum_rate() throws Exception {
        try (Serving serving = serving(limits(100, 1_000, Duration.ofMillis(500)));
                Http2Peer peer = new Http2Peer(serving.server.apiAddress())) {
            peer.get("/livez");
            peer.get("/lines");
            peer.awaitResets(2);
            Serving.await("over", () -> serving.server.active("api") == 0 && serving.server.waitingWrites() == 0);
            assertThat(serving.seen).hasSize(2).allMatch(Serving.Seen::aborted);
        }
    }

    @Test
    void streams_that_nobody_reads_are_cut_off_and_their_blobs_closed() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        try (Serving serving = serving(limits(100, 1_000_000, Duration.ofMillis(500)));
                Http2Peer peer = new Http2Peer(serving.server.publicAddress())) {
            serving.cold.put(
                    "/big",
                    request -> Serving.answer(
                            200, 10_000_000, new Body.Stream(new FillBlob(10_000_000, FillBlob.NEVER, closed))));
            for (int i = 0; i < 5; i++) {
                peer.get("/big");
            }
            peer.awaitResets(5);
            Serving.await("closed", () -> closed.get() == 5 && serving.server.active("public") == 0);
        }
    }

    @Test
    void one_connection_holds_few_open_files_and_its_other_requests_wait_for_their_turn() throws Exception {
        AtomicInteger opened = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        try (Serving serving = serving(limits(100, 500, Duration.ofSeconds(15)));
                Http2Peer peer = new Http2Peer(serving.server.publicAddress())) {
            serving.cold.put("/big", request -> {
                opened.incrementAndGet();
                return Serving.answer(
                        200, 10_000_000, new Body.Stream(new FillBlob(10_000_000, FillBlob.NEVER, closed)));
            });
            serving.cold.put("/small", request -> Serving.text(200, ""));
            for (int i = 0; i < 100; i++) {
                peer.get("/big");
            }
            Serving.await("all asked", () -> serving.server.active("public") == 100);
            Serving.await("stuck", () -> serving.server.waitingWrites() == Visit.AT_A_TIME);
            assertThat(opened).hasValue(Visit.AT_A_TIME);
            for (int i = 0; i < 10; i++) {
                peer.giveUp(2 * i + 1);
            }
            Serving.await("others' turn", () -> opened.get() == Visit.AT_A_TIME + 10);
            assertThat(serving.talk("GET /small HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void a_client_that_trickles_after_its_refusal_is_gone_after_the_lingering() throws Exception {
        try (Serving serving = serving(limits(100, 0, Duration.ofSeconds(30)));
                Socket socket = serving.connectApi()) {
            socket.getOutputStream()
                    .write("PUT /refuse HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nabc".getBytes());
            assertThat(Serving.readAll(socket)).contains("HTTP/1.1 403", "Connection: close");
            Serving.await("over", () -> serving.server.active("api") == 0);
        }
    }

    @Test
    void a_client_whose_body_is_refused_by_its_length_may_send_all_of_it_and_reads_why() throws Exception {
        byte[] piece = new byte[100_000];
        for (String path : new String[] {"/refuse", "/close"}) {
            try (Serving serving = serving(DEFAULTS);
                    Socket socket = serving.connectApi()) {
                String head =
                        "PUT " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + 20 * piece.length + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes());
                assertThat(new String(socket.getInputStream().readNBytes(10))).isEqualTo("HTTP/1.1 4");
                for (int sent = 0; sent < 20; sent++) {
                    socket.getOutputStream().write(piece);
                }
                assertThat(Serving.readAll(socket)).contains("Connection: close");
            }
        }
    }

    @Test
    void a_refused_body_is_never_taken_for_the_next_request() throws Exception {
        LimitSettings limits = limits(100, 500, Duration.ofSeconds(15));
        try (Serving serving = serving(limits)) {
            String hidden = "GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n";
            String whole = "PUT /x HTTP/1.1\r\nHost: x\r\nContent-Length: " + hidden.length() + "\r\n\r\n" + hidden
                    + "GET /next HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
            assertThat(serving.talk(whole)).contains("nothing at /next").doesNotContain("/hidden");
            String longTarget = "PUT /" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n";
            try (Socket socket = serving.connectApi()) {
                socket.getOutputStream().write((longTarget + hidden).getBytes());
                byte[] answer = socket.getInputStream().readNBytes(230);
                assertThat(new String(answer)).startsWith("HTTP/1.1 414").contains("Connection: close");
                socket.getOutputStream().write(hidden.repeat(3).getBytes());
                assertThat(Serving.readAll(socket)).doesNotContain("HTTP/1.1");
            }
            assertThat(serving.seen).noneMatch(seen -> seen.path().equals("/hidden"));
        }
    }

    @Test
    void an_endpoint_may_think_for_longer_than_a_connection_may_be_idle() throws Exception {
        LimitSettings impatient = new LimitSettings(
                DEFAULTS.headers(),
                DEFAULTS.target(),
                Duration.ofMillis(300),
                DEFAULTS.firstRequest(),
                DEFAULTS.minimumRate(),
                DEFAULTS.rateGrace(),
                100,
                100,
                0,
                1,
                100);
        Api api = new Api().add("GET", "/think", call -> {
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(1_000).toNanos());
            return Reply.text(200, "gone: " + call.clientGone());
        });
        try (Serving serving = new Serving(Serving.anywhere().withLimits(impatient), api);
                Socket socket = serving.connectApi()) {
            assertThat(Serving.talk(socket, "GET /think HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .endsWith("gone: false");
        }
    }
}
