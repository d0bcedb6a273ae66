package dev.imago.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A 304 ends with its header (RFC 9110 §15.4.5), so no client waits for bytes that do not come. */
final class NotModifiedTest {
    @TempDir
    static Path base;

    private static Site site;

    @BeforeAll
    static void serve() throws Exception {
        site = new Site(base).with("qa/dogs.jpg", Site.photo("dogs.jpg")).start("");
    }

    @AfterAll
    static void stop() throws Exception {
        site.close();
    }

    @ParameterizedTest
    @EnumSource
    void it_states_no_length_whether_the_image_is_in_memory_or_not(Wire wire) throws Exception {
        String etag = site.get("/qa/dogs.jpg").field("etag").orElseThrow();
        for (String method : new String[] {"GET", "HEAD"}) {
            Reply reply = site.send(wire, method, "/qa/dogs.jpg", "If-None-Match: " + etag);
            assertThat(reply.status()).isEqualTo(304);
            assertThat(reply.fields()).doesNotContainKeys("content-length", "transfer-encoding", "content-type");
            assertThat(reply.fields()).containsKeys("etag", "last-modified", "cache-control", "date");
            assertThat(reply.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void neither_does_a_204(Wire wire) throws Exception {
        Reply reply = site.send(wire, "OPTIONS", "/qa/dogs.jpg");
        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.fields()).doesNotContainKeys("content-length", "transfer-encoding");
        Reply deleted =
                wire.send(site.api(), "DELETE", "/v1/images/qa/absent.jpg", "Authorization: Bearer " + Site.ADMIN_KEY);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.fields()).doesNotContainKeys("content-length", "transfer-encoding");
    }

    @Test
    void the_next_request_on_its_connection_is_answered() throws Exception {
        String etag = site.get("/qa/dogs.jpg").field("etag").orElseThrow();
        String host = "GET /qa/dogs.jpg HTTP/1.1\r\nHost: x\r\n";
        try (Socket socket = Wire.connect(site.uri())) {
            String conditional = host + "If-None-Match: " + etag + "\r\n\r\n";
            socket.getOutputStream().write((conditional + conditional + host + "\r\n").getBytes(ISO_8859_1));
            assertThat(Wire.receive(socket, false).status()).isEqualTo(304);
            assertThat(Wire.receive(socket, false).status()).isEqualTo(304);
            Reply whole = Wire.receive(socket, true);
            assertThat(whole.status()).isEqualTo(200);
            assertThat(whole.body()).isEqualTo(Site.photo("dogs.jpg"));
        }
    }
}
