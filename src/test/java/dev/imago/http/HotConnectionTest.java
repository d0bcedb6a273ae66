package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.delivery.Answer;
import dev.imago.delivery.Body;
import dev.imago.delivery.DeliveryRequest;
import dev.imago.delivery.Header;
import dev.imago.delivery.HeaderBlock;
import dev.imago.http.api.Api;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Connections that answer from memory: every byte is what the HTTP library would have sent. */
final class HotConnectionTest {
    private static final byte[] IMAGE = "0123456789".getBytes(StandardCharsets.US_ASCII);

    private static final String HOST = "Host: img.example.com\r\n";
    private static final String LAST = "GET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    /** Requests that are answered from memory, each in another way. */
    private static final List<String> PLAIN = List.of(
            "GET /hot HTTP/1.1\r\n" + HOST + "\r\n",
            "HEAD /hot HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /hot?v=3 HTTP/1.1\r\n" + HOST + "User-Agent: x\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n",
            "GET /hot HTTP/1.1\r\n" + HOST + "If-None-Match: \"1\"\r\n\r\n",
            "GET /hot HTTP/1.1\r\n" + HOST + "Range: bytes=2-5\r\n\r\n");

    /** Requests that are not, because of their form, their answer, or what is in memory. */
    private static final List<String> OTHERS = List.of(
            "GET /hot HTTP/1.1\r\nHost: A.b:80\r\n\r\n",
            "GET /hot HTTP/1.1\r\n" + HOST + "If-Match: \"2\"\r\n\r\n",
            "GET /cold HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /nothing HTTP/1.1\r\n" + HOST + "\r\n",
            "OPTIONS /hot HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /fails HTTP/1.1\r\n" + HOST + "\r\n",
            "GET http://a.b/hot HTTP/1.1\r\n" + HOST + "\r\n",
            "GET /hot HTTP/1.1\r\n" + HOST + "Content-Length: 3\r\n\r\nabc");

    /** Those behind which the connection goes on, whatever comes when. */
    private static final List<String> LASTING = OTHERS.subList(0, 5);

    static Serving serving(boolean byLibrary, LimitSettings limits) throws IOException {
        Serving serving = new Serving(Serving.anywhere().withLimits(limits), new Api()) {
            @Override
            public Optional<Answer> immediate(DeliveryRequest request) {
                return byLibrary && request instanceof HotExchange ? Optional.empty() : super.immediate(request);
            }
        };
        Serving.Content image = request -> image(request);
        serving.hot.put("/hot", image);
        serving.cold.put("/cold", image);
        serving.hot.put("/fails", _ -> {
            throw new IllegalStateException("this is tested");
        });
        return serving;
    }

    static Answer image(DeliveryRequest request) {
        if (request.header("If-None-Match").isPresent()) {
            return answer(304, -1, Body.NONE);
        }
        if (request.header("If-Match").isPresent()) {
            return answer(412, 0, Body.NONE);
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(IMAGE.length).put(IMAGE).flip();
        if (request.header("Range").isPresent()) {
            return answer(206, 4, new Body.Memory(bytes.slice(2, 4)));
        }
        return answer(200, IMAGE.length, request.method().equals("HEAD") ? Body.NONE : new Body.Memory(bytes));
    }

    private static Answer answer(int status, long length, Body body) {
        List<Header> fields = new ArrayList<>();
        fields.add(new Header("Content-Type", "image/jpeg"));
        fields.add(new Header("ETag", "\"1\""));
        if (length >= 0) {
            fields.add(new Header("Content-Length", Long.toString(length)));
        }
        return new Answer(status, new HeaderBlock(fields), body, "test", Answer.Source.MEMORY);
    }

    /** All that comes back, but for what differs by the moment. */
    static String answers(Serving serving, String requests) throws IOException {
        return withoutMoment(serving.talk(requests));
    }

    private static String withoutMoment(String answers) {
        return answers.replaceAll("Date: [^\r]*", "Date: now")
                .replaceAll("(X-Request-Id: |urn:imago:request:)[0-9a-z-]*", "$1id");
    }

    @Test
    void every_answer_is_the_librarys_to_the_byte() throws Exception {
        try (Serving own = serving(false, LimitSettings.defaults());
                Serving library = serving(true, LimitSettings.defaults())) {
            for (String request : PLAIN) {
                own.plain.set(0);
                assertThat(answers(own, request + request + LAST))
                        .isEqualTo(answers(library, request + request + LAST));
                assertThat(own.plain).as(request).hasValue(2);
            }
            for (String request : OTHERS) {
                own.plain.set(0);
                assertThat(answers(own, request + LAST)).isEqualTo(answers(library, request + LAST));
            }
            assertThat(library.plain).hasValue(0);
        }
    }

    @Test
    void a_mixture_on_one_connection_however_it_is_cut_is_answered_in_order() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Serving own = serving(false, LimitSettings.defaults());
                Serving library = serving(true, LimitSettings.defaults())) {
            for (int round = 0; round < 60; round++) {
                StringBuilder requests = new StringBuilder();
                int count = 1 + random.nextInt(30);
                for (int i = 0; i < count; i++) {
                    List<String> from = random.nextInt(3) > 0 ? PLAIN : LASTING;
                    requests.append(from.get(random.nextInt(from.size())));
                }
                requests.append(LAST);
                String expected = answers(library, requests.toString());
                assertThat(inPieces(own, requests.toString(), random))
                        .as("seed %d, round %d, requests %s", seed, round, requests)
                        .isEqualTo(expected);
            }
            assertThat(own.plain.get()).isGreaterThan(30);
        }
    }

    static String inPieces(Serving serving, String requests, Random random) throws IOException {
        try (Socket socket = serving.connect()) {
            socket.setTcpNoDelay(true);
            byte[] bytes = requests.getBytes(StandardCharsets.ISO_8859_1);
            int most = random.nextBoolean() ? 60 : 4_000;
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(bytes.length - at, 1 + random.nextInt(most));
                socket.getOutputStream().write(bytes, at, length);
                socket.getOutputStream().flush();
                at += length;
            }
            return withoutMoment(Serving.readAll(socket));
        }
    }

    @Test
    void what_was_answered_is_told_as_it_is_of_any_request() throws Exception {
        try (Serving own = serving(false, LimitSettings.defaults());
                Serving library = serving(true, LimitSettings.defaults())) {
            for (Serving serving : List.of(own, library)) {
                serving.talk(String.join("", PLAIN) + LAST);
                Serving.await("all are told of", () -> serving.seen.size() == PLAIN.size() + 1);
                Serving.await("no request is under way", () -> serving.server.active("public") == 0);
            }
            assertThat(own.plain).hasValue(PLAIN.size());
            assertThat(own.seen.stream().map(Serving.Seen::withoutId))
                    .isEqualTo(
                            library.seen.stream().map(Serving.Seen::withoutId).toList());
            assertThat(own.seen.stream().map(Serving.Seen::id)).doesNotHaveDuplicates();
        }
    }

    @Test
    void a_slow_reader_gets_all_of_it_and_what_he_asked_for_behind_it() throws Exception {
        byte[] large = new byte[8 << 20];
        new Random(1).nextBytes(large);
        try (Serving serving = serving(false, LimitSettings.defaults())) {
            serving.hot.put("/large", _ -> Serving.memory(200, large));
            readSlowly(serving, large);
        }
    }

    /** Asks for what is at {@code /large} three times and for something else, and reads only when the server has to wait. */
    static void readSlowly(Serving serving, byte[] large) throws IOException {
        try (Socket socket = serving.connect()) {
            String asked = "GET /large HTTP/1.1\r\n" + HOST + "\r\n";
            socket.getOutputStream().write((asked + asked + PLAIN.getFirst()).getBytes(StandardCharsets.US_ASCII));
            Serving.await("the server waits", () -> serving.server.waitingWrites() == 1);
            socket.getOutputStream().write((asked + LAST).getBytes(StandardCharsets.US_ASCII));
            String all = Serving.readAll(socket);
            assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(5);
            assertThat(all.split(Pattern.quote(new String(large, StandardCharsets.ISO_8859_1)), -1))
                    .hasSize(4);
            assertThat(serving.plain).hasValue(4);
            assertThat(serving.server.waitingWrites()).isZero();
        }
    }

    @Test
    void each_request_takes_one_token_wherever_it_is_answered() throws Exception {
        LimitSettings usual = LimitSettings.defaults();
        LimitSettings five = new LimitSettings(
                usual.headers(),
                usual.target(),
                usual.idle(),
                usual.firstRequest(),
                usual.minimumRate(),
                usual.rateGrace(),
                100,
                100,
                1,
                5,
                100);
        for (String path : List.of("/hot", "/cold")) {
            try (Serving serving = serving(false, five)) {
                String all = serving.talk(("GET " + path + " HTTP/1.1\r\n" + HOST + "\r\n").repeat(6) + LAST);
                assertThat(all.split("HTTP/1.1 200", -1)).as(path).hasSize(6);
                assertThat(all.split("HTTP/1.1 429", -1)).as(path).hasSize(3);
            }
        }
    }
}
