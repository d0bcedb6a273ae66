package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Api;
import dev.imago.http.api.Reply;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both listeners see no other requests than a strict reader of RFC 9112 does. */
class SmugglingTest {
    private static Serving serving;

    /** Paths of all requests that there may be. Each connection has names of its own, so that one that ends late is told from the next. */
    private static final List<String> ALLOWED = new ArrayList<>();

    private static int connections;

    @BeforeAll
    static void start() throws IOException {
        Api api = new Api()
                .add(
                        "POST",
                        "/{name}",
                        call -> Reply.text(200, Integer.toString(call.body().readAllBytes().length)));
        serving = new Serving(Serving.anywhere(), api);
    }

    @AfterAll
    static void stop() {
        seesOnlyWhatIsAllowed("at the end");
        serving.close();
    }

    static List<Smuggling> smugglings() {
        return Smuggling.all();
    }

    static List<Http2Smuggling> frames() {
        return Http2Smuggling.all();
    }

    @ParameterizedTest
    @MethodSource("smugglings")
    void the_public_listener_sees_what_a_strict_reader_sees(Smuggling smuggling) throws IOException {
        try (Socket socket = serving.connect()) {
            isReadStrictly(smuggling, socket);
        }
    }

    @ParameterizedTest
    @MethodSource("smugglings")
    void a_connection_that_answers_from_memory_sees_what_a_strict_reader_sees(Smuggling smuggling) throws IOException {
        serving.elsewhere = Optional.of(request -> Serving.text(200, "in memory: " + request.path()));
        try (Socket socket = serving.connect()) {
            isReadStrictly(smuggling, socket);
        } finally {
            serving.elsewhere = Optional.empty();
        }
    }

    @ParameterizedTest
    @MethodSource("smugglings")
    void the_api_listener_sees_what_a_strict_reader_sees(Smuggling smuggling) throws IOException {
        try (Socket socket = serving.connectApi()) {
            isReadStrictly(smuggling, socket);
        }
    }

    @ParameterizedTest
    @MethodSource("frames")
    void one_stream_of_http_2_is_one_request_at_the_most(Http2Smuggling smuggling) throws IOException {
        for (boolean api : new boolean[] {false, true}) {
            byte[] bytes = named(smuggling.bytes());
            // A blank in a path is no end to it, where frames say what belongs together.
            ALLOWED.add(smuggling.name().contains("/in x") ? "/" + code() + " x" : "/" + code());
            ALLOWED.add("*");
            try (Socket socket = api ? serving.connectApi() : serving.connect()) {
                socket.getOutputStream().write(bytes);
                Http2Frames.readStream(socket.getInputStream());
            }
            seesOnlyWhatIsAllowed("");
        }
    }

    private static void isReadStrictly(Smuggling smuggling, Socket socket) throws IOException {
        byte[] bytes = named(smuggling.bytes());
        ALLOWED.addAll(StrictRequests.in(bytes));
        socket.getOutputStream().write(bytes);
        socket.shutdownOutput();
        String answers = Serving.readAll(socket);
        seesOnlyWhatIsAllowed(answers);
        assertThat(answers).doesNotStartWith("HTTP/1.1 101");
    }

    /** The same with names that no other connection has, of the same lengths. */
    private static byte[] named(byte[] bytes) {
        connections++;
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("/in", "/" + code())
                .replace(Smuggling.HIDDEN, Smuggling.HIDDEN.substring(0, Smuggling.HIDDEN.length() - 2) + code())
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String code() {
        return Integer.toString(36 + connections, 36);
    }

    private static void seesOnlyWhatIsAllowed(String answers) {
        Serving.await(
                "the connection is closed",
                () -> serving.server.connections("public") + serving.server.connections("api") == 0);
        List<String> surplus = new ArrayList<>();
        serving.seen.forEach(seen -> surplus.add(seen.path()));
        ALLOWED.forEach(surplus::remove);
        ALLOWED.addAll(surplus); // so that the next is not blamed for it
        assertThat(surplus)
                .as("requests that nobody sent; the answers were %s", answers)
                .isEmpty();
    }
}
