package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Api;
import dev.imago.http.api.Reply;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both listeners see no other requests than a strict reader of RFC 9112 does. */
class SmugglingTest {
    private static Serving serving;

    @BeforeAll
    static void start() throws IOException {
        Api api = new Api()
                .add(
                        "POST",
                        "/in",
                        call -> Reply.text(200, Integer.toString(call.body().readAllBytes().length)));
        serving = new Serving(Serving.anywhere(), api);
    }

    @AfterAll
    static void stop() {
        serving.close();
    }

    static List<Smuggling> smugglings() {
        return Smuggling.all();
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
    void the_api_listener_sees_what_a_strict_reader_sees(Smuggling smuggling) throws IOException {
        try (Socket socket = serving.connectApi()) {
            isReadStrictly(smuggling, socket);
        }
    }

    static List<Http2Smuggling> frames() {
        return Http2Smuggling.all();
    }

    @ParameterizedTest
    @MethodSource("frames")
    void one_stream_of_http_2_is_one_request_at_the_most(Http2Smuggling smuggling) throws IOException {
        for (boolean api : new boolean[] {false, true}) {
            serving.seen.clear();
            try (Socket socket = api ? serving.connectApi() : serving.connect()) {
                socket.getOutputStream().write(smuggling.bytes());
                Http2Frames.readStream(socket.getInputStream());
            }
            awaitClosed();
            // A blank in a path is no end to it, where frames say what belongs together.
            assertThat(serving.seen).extracting(Serving.Seen::path).isSubsetOf("/in", "/in x", "*");
            assertThat(serving.seen).hasSizeLessThan(2);
        }
    }

    private static void awaitClosed() {
        Serving.await(
                "the connection is closed",
                () -> serving.server.connections("public") + serving.server.connections("api") == 0);
    }

    private static void isReadStrictly(Smuggling smuggling, Socket socket) throws IOException {
        serving.seen.clear();
        socket.getOutputStream().write(smuggling.bytes());
        socket.shutdownOutput();
        String answers = Serving.readAll(socket);
        Serving.await(
                "the connection is closed",
                () -> serving.server.connections("public") + serving.server.connections("api") == 0);
        List<String> strict = StrictRequests.in(smuggling.bytes());
        List<String> seen = serving.seen.stream().map(Serving.Seen::path).toList();
        assertThat(StrictRequests.isPartOf(seen, strict))
                .as("saw %s of %s, and answered %s", seen, strict, answers)
                .isTrue();
        assertThat(answers).doesNotStartWith("HTTP/1.1 101");
    }
}
