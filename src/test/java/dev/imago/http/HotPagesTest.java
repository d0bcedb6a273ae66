package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.delivery.Answer;
import dev.imago.delivery.Body;
import dev.imago.delivery.DeliveryRequest;
import dev.imago.delivery.HeaderBlock;
import dev.imago.http.api.Api;
import dev.imago.os.PageFiles;
import dev.imago.store.ByteRange;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bodies that lie in pages and are handed to the socket: what arrives is what would have been copied. */
final class HotPagesTest {
    private static final byte[] IMAGE = random(150_000, 1);
    private static final byte[] LARGE = random(8 << 20, 2);

    private static final String GET = "GET %s HTTP/1.1\r\nHost: img.example.com\r\n%s\r\n";
    private static final String LAST = GET.formatted("/last", "Connection: close\r\n");

    /** Whole ones, parts that are worth it and parts that are not, and such as take other ways. */
    private static final List<String> REQUESTS = List.of(
            GET.formatted("/hot", ""),
            GET.formatted("/hot", "Range: 4097-\r\n"),
            GET.formatted("/hot", "Range: 149000-\r\n"),
            GET.formatted("/hot", "If-None-Match: \"1\"\r\n"),
            GET.formatted("/hot", "").replace("GET", "HEAD"),
            GET.formatted("/cold", ""),
            GET.formatted("/nothing", ""));

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Body.Memory inPages(byte[] bytes) {
        PageFiles.Copy copy = PageFiles.ofProcess()
                .orElseThrow()
                .copy(ByteBuffer.wrap(bytes), () -> {})
                .orElseThrow();
        return new Body.Memory(copy.bytes(), Optional.of(copy.pages()));
    }

    /** A buffer that says one thing and pages that say another show which of them was sent. */
    static Body.Memory torn(byte[] bytes, byte[] pages) {
        Body.Memory other = inPages(pages);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        return new Body.Memory(direct, other.pages());
    }

    private static Serving serving(ListenerSettings settings, boolean byLibrary) throws IOException {
        Serving serving = new Serving(settings, new Api()) {
            @Override
            public Optional<Answer> immediate(DeliveryRequest request) {
                return byLibrary && request instanceof HotExchange ? Optional.empty() : super.immediate(request);
            }
        };
        Body.Memory body = inPages(IMAGE);
        serving.hot.put("/hot", request -> image(request, body));
        serving.cold.put("/cold", request -> image(request, body));
        Body.Memory large = inPages(LARGE);
        serving.hot.put("/large", _ -> Serving.answer(200, LARGE.length, large));
        return serving;
    }

    private static Answer image(DeliveryRequest request, Body.Memory body) {
        if (request.header("If-None-Match").isPresent()) {
            return new Answer(304, new HeaderBlock(List.of()), Body.NONE, "test", Answer.Source.NONE);
        }
        Optional<String> range = request.header("Range");
        if (range.isEmpty()) {
            return Serving.answer(200, IMAGE.length, request.method().equals("HEAD") ? Body.NONE : body);
        }
        int from = Integer.parseInt(range.get().replace("-", ""));
        ByteBuffer part = body.bytes().slice(from, IMAGE.length - from);
        return Serving.answer(
                206, part.remaining(), new Body.Memory(part, body.pages().map(pages -> pages.from(from))));
    }

    @Test
    void a_mixture_is_answered_to_the_byte_as_if_all_were_copied() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (Serving own = serving(Serving.anywhere(), false);
                Serving library = serving(Serving.anywhere(), true)) {
            for (int round = 0; round < 40; round++) {
                StringBuilder requests = new StringBuilder();
                int count = 1 + random.nextInt(20);
                for (int i = 0; i < count; i++) {
                    requests.append(REQUESTS.get(random.nextInt(REQUESTS.size())));
                }
                String expected = HotConnectionTest.answers(library, requests + LAST);
                String got = HotConnectionTest.inPieces(own, requests + LAST, random);
                assertThat(got.equals(expected)) // too long to be shown
                        .as("seed %d, round %d, requests %s", seed, round, requests)
                        .isTrue();
            }
            assertThat(own.plain.get()).isGreaterThan(30);
        }
    }

    @Test
    void a_part_of_what_lies_in_pages_is_that_part_of_the_pages() {
        Body.Memory part = inPages(IMAGE).part(new ByteRange(70_001, 300));
        assertThat(part.bytes()).isEqualTo(ByteBuffer.wrap(IMAGE).slice(70_001, 300));
        assertThat(part.pages().orElseThrow().at() % 4_096).isEqualTo(70_001 % 4_096);
    }

    @Test
    void sockets_are_given_pages_in_place_of_bytes_where_it_is_worth_it() throws Exception {
        byte[] bytes = "b".repeat(60_000).getBytes(StandardCharsets.US_ASCII);
        byte[] pages = "p".repeat(60_000).getBytes(StandardCharsets.US_ASCII);
        for (String trusted : List.of("192.0.2.0/24", "127.0.0.0/8")) {
            try (Serving serving = serving(Serving.anywhere().withTrusted(trusted), false);
                    Socket socket = serving.connect()) {
                serving.hot.put("/torn", _ -> Serving.answer(200, 60_000, torn(bytes, pages)));
                serving.hot.put("/small", _ -> Serving.answer(200, 3, torn(new byte[] {'b', 'b', 'b'}, pages)));
                if (trusted.startsWith("127")) {
                    // What comes in the same packet as a PROXY header is the library's.
                    socket.getOutputStream()
                            .write(("PROXY TCP4 203.0.113.7 192.0.2.1 5555 80\r\n" + GET.formatted("/nothing", ""))
                                    .getBytes(StandardCharsets.US_ASCII));
                    Serving.await("the first is answered", () -> serving.seen.size() == 1);
                }
                String all = Serving.talk(socket, GET.formatted("/torn", "") + GET.formatted("/small", "") + LAST);
                assertThat(all).contains("p".repeat(60_000) + "HTTP/1.1 200").contains("bbbHTTP/1.1");
                assertThat(serving.plain).hasValue(2);
            }
        }
    }

    @Test
    void a_slow_reader_gets_all_of_it_and_what_he_asked_for_behind_it() throws Exception {
        try (Serving serving = serving(Serving.anywhere(), false)) {
            HotConnectionTest.readSlowly(serving, LARGE);
        }
    }

    @Test
    void clients_that_leave_in_the_middle_leave_nothing_behind_and_harm_nobody() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String expected = new String(IMAGE, StandardCharsets.ISO_8859_1);
        try (Serving serving = serving(Serving.anywhere(), false)) {
            for (int round = 0; round < 200; round++) {
                try (Socket leaving = serving.connect();
                        Socket staying = serving.connect()) {
                    leaving.setSoLinger(random.nextBoolean(), 0);
                    leaving.getOutputStream()
                            .write(GET.formatted(random.nextBoolean() ? "/large" : "/hot", "")
                                    .repeat(3)
                                    .getBytes(StandardCharsets.US_ASCII));
                    leaving.getInputStream().skipNBytes(random.nextInt(20_000));
                    leaving.close();
                    String all = Serving.talk(staying, GET.formatted("/hot", "") + LAST);
                    assertThat(all.contains("\r\n\r\n" + expected + "HTTP/1.1 404"))
                            .as("seed %d, round %d", seed, round)
                            .isTrue();
                }
            }
            Serving.await("all connections end", () -> serving.server.connections("public") == 0);
            assertThat(serving.server.active("public")).isZero();
            assertThat(serving.server.waitingWrites()).isZero();
        }
    }
}
