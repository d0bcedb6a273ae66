package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.Http2Client;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 in clear text begins with the connection preface; nobody is upgraded to it. */
class ClearTextHttp2Test {
    private static final int CONNECTIONS = 300;

    /** Longer than the window that a connection begins with. */
    private static final String IMAGE = "/large.jpg";

    private Site site;
    private byte[] image;

    @BeforeEach
    void start(@TempDir Path base) throws Exception {
        image = Site.photo("dogs.jpg");
        site = new Site(base).with("large.jpg", image).start("");
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    private URI target() {
        return site.uri().resolve(IMAGE);
    }

    @Test
    void many_connections_that_begin_with_the_preface_get_the_image() throws Exception {
        try (Http2Client client = Http2Client.fleeting()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                assertThat(client.send("GET", target()).body()).isEqualTo(image);
            }
        }
    }

    @Test
    void many_that_ask_for_an_upgrade_get_the_image_over_http_1() throws Exception {
        for (int i = 0; i < CONNECTIONS; i++) {
            Reply reply = site.get(
                    IMAGE, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.field("upgrade")).isEmpty();
            assertThat(reply.body()).isEqualTo(image);
        }
    }

    @Test
    void a_client_that_would_like_an_upgrade_does_without() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            for (int i = 0; i < 3; i++) {
                var response =
                        client.send(HttpRequest.newBuilder(target()).build(), HttpResponse.BodyHandlers.ofByteArray());
                assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
                assertThat(response.body()).isEqualTo(image);
            }
        }
    }
}
