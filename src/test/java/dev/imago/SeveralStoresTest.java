package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Samples;
import dev.imago.store.http.SilentServer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole server with a route of two stores: a folder, and an origin that has no image and then is gone. */
final class SeveralStoresTest {
    private static final String HAS_NOTHING =
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    /** More than a circuit breaker needs to open. */
    private static final int IMAGES = 12;

    @TempDir
    Path directory;

    private Path site;
    private SilentServer origin;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        site = Files.createDirectory(directory.resolve("site"));
        for (int i = 0; i < IMAGES; i++) {
            Files.write(site.resolve(i + ".png"), Samples.png(8, 8, i));
        }
        origin = new SilentServer(HAS_NOTHING, true);
        // What the catalog knows is read from where the catalog says; nothing gets there by itself.
        server = LocalServer.configured(directory, """
                stores:
                  legacy: {type: http, url: "%s", limits: {retries: 0}}
                  site: {type: folder, path: %s}
                adoption: {enabled: false}
                routes:
                  - {name: last, path: /last/**, rewrite: /$1, stores: [site, legacy]}
                  - {name: first, stores: [legacy, site]}
                """.formatted(origin.url(), site));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        origin.close();
    }

    @Test
    void a_store_that_does_not_answer_hides_no_image_that_a_later_one_has() throws Exception {
        origin.close();
        for (int i = 0; i < IMAGES; i++) {
            HttpResponse<byte[]> answer = server.get("/" + i + ".png");
            assertThat(answer.statusCode()).as("image %d", i).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(Samples.png(8, 8, i));
        }
    }

    @Test
    void what_no_store_that_answers_has_is_503_and_not_404_while_another_does_not() throws Exception {
        assertThat(server.get("/none.png").statusCode()).as("all answer").isEqualTo(404);
        origin.close();
        for (int i = 0; i < IMAGES; i++) {
            for (String order : new String[] {"/", "/last/"}) {
                HttpResponse<byte[]> answer = server.get(order + "none" + i + ".png");
                assertThat(answer.statusCode()).as(order).isEqualTo(503);
                assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
                assertThat(LocalServer.text(answer)).doesNotContain("127.0.0.1").doesNotContain("Exception");
            }
        }
    }

    @Test
    void a_later_store_is_not_asked_for_what_an_earlier_one_has() throws Exception {
        for (int i = 0; i < IMAGES; i++) {
            assertThat(server.get("/last/" + i + ".png").body()).isEqualTo(Samples.png(8, 8, i));
        }
        assertThat(origin.connections()).isZero();
        assertThat(server.get("/last/none.png").statusCode()).isEqualTo(404);
        assertThat(origin.connections()).isPositive();
    }

    @Test
    void what_the_catalog_knows_is_read_from_where_it_says_without_asking_the_first() throws Exception {
        byte[] image = Samples.png(8, 8, 99);
        assertThat(server.api("PUT", "/v1/images/known.png", image).statusCode())
                .as("the first store can only be read")
                .isEqualTo(403);
        server.close();
        server = LocalServer.configured(directory, """
                stores:
                  legacy: {type: http, url: "%s", limits: {retries: 0}}
                  site: {type: folder, path: %s}
                adoption: {enabled: false}
                routes:
                  - {name: new, path: /new/**, store: site}
                  - {name: old, path: /old/**, rewrite: /new/$1, stores: [legacy, site]}
                  - {name: all, store: site}
                """.formatted(origin.url(), site));
        assertThat(server.api("PUT", "/v1/images/new/known.png", image).statusCode())
                .isEqualTo(201);
        int before = origin.connections();
        assertThat(server.get("/old/known.png").body()).isEqualTo(image);
        assertThat(origin.connections()).isEqualTo(before);
    }
}
