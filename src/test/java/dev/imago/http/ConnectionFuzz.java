package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** All that a client sends on one connection of HTTP/1.1. */
final class ConnectionFuzz {
    private static Serving serving;

    @BeforeAll
    static void start() throws IOException {
        serving = Serving.plain();
        serving.hot.put("/a", request -> Serving.text(200, "in memory"));
    }

    @AfterAll
    static void stop() {
        serving.close();
    }

    @FuzzTest
    void no_request_is_seen_that_a_strict_reader_does_not_see_and_the_connection_ends(byte[] bytes) throws IOException {
        if (new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).startsWith("PRI ")) {
            return; // HTTP/2 has frames, and its own tests
        }
        serving.seen.clear();
        String answers;
        try (var _ = BugDetectors.allowNetworkConnections();
                Socket socket = serving.connect()) {
            socket.setSoTimeout(60_000); // at first every class is rewritten
            socket.getOutputStream().write(bytes);
            socket.shutdownOutput();
            answers = Serving.readAll(socket);
        }
        Serving.await("the connection is closed", () -> serving.server.connections("public") == 0);
        List<String> seen =
                readable(serving.seen.stream().map(Serving.Seen::path).toList());
        List<String> strict = readable(StrictRequests.in(bytes));
        assertThat(StrictRequests.isPartOf(seen, strict))
                .as("saw %s of %s, and answered %s", seen, strict, answers)
                .isTrue();
    }

    /** Bytes that no target may have (RFC 3986) are UTF-8 to the one and Latin-1 to the other, which moves no boundary. */
    private static List<String> readable(List<String> paths) {
        return paths.stream()
                .map(path -> path.replaceAll("[^\\x00-\\x7F]+", "?"))
                .toList();
    }
}
