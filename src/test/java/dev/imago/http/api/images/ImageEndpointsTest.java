package dev.imago.http.api.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Headers;
import dev.imago.http.api.Json;
import dev.imago.http.api.Reply;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import dev.imago.upload.Ground;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What is answered to uploads, deletes, listings, fetches and followers of the changes. */
final class ImageEndpointsTest extends ImageEndpointsGround {
    @Test
    void a_new_image_is_201_with_location_etag_and_what_is_known_of_it() throws Exception {
        byte[] png = Samples.png(30, 20);
        Reply reply = put("/v1/images/a%20b/%C3%BC.png", png, Headers.NONE);
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.headers().first("Location")).contains("/a%20b/%C3%BC.png");
        assertThat(reply.headers().first("ETag")).contains(Digest.of(png).etag());
        JsonNode json = json(reply);
        assertThat(json.get("key").asString()).isEqualTo("a b/ü.png");
        assertThat(json.get("type").asString()).isEqualTo("image/png");
        assertThat(json.get("width").asInt()).isEqualTo(30);
        assertThat(json.get("digest").asString()).isEqualTo(Digest.of(png).hex());

        Reply known = send("GET", "/v1/images/a%20b/%C3%BC.png");
        assertThat(known.status()).isEqualTo(200);
        List<String> more = new ArrayList<>(json.propertyNames());
        more.add("orientation");
        assertThat(json(known).propertyNames())
                .as("without a worker, without colours")
                .containsExactlyElementsOf(more);
        assertThat(json(known).get("digest")).isEqualTo(json.get("digest"));
        assertThat(put("/v1/images/a%20b/%C3%BC.png", Samples.png(3, 2), Headers.NONE)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void digests_codings_and_ranges_are_looked_at_before_a_body_is_taken() throws Exception {
        byte[] png = Samples.png(30, 20);
        String right =
                "sha-256=:" + Base64.getEncoder().encodeToString(Digest.of(png).bytes()) + ":";
        String wrong = "sha-256=:" + Base64.getEncoder().encodeToString(new byte[32]) + ":";
        assertThat(put("/v1/images/a.png", png, Headers.of("Repr-Digest", "md5=:AA==:, " + right))
                        .status())
                .isEqualTo(201);
        assertThat(put("/v1/images/b.png", png, Headers.of("Repr-Digest", wrong))
                        .status())
                .isEqualTo(400);
        assertThat(put("/v1/images/b.png", png, Headers.of("Content-Digest", "sha-256=:x:"))
                        .status())
                .isEqualTo(400);
        assertThat(put("/v1/images/b.png", png, Headers.of("Content-Encoding", "gzip"))
                        .status())
                .isEqualTo(415);
        assertThat(put("/v1/images/b.png", png, Headers.of("Content-Range", "bytes 0-1/2"))
                        .status())
                .isEqualTo(400);
        assertThat(put("/v1/images/a.png", png, Headers.of("If-None-Match", "*"))
                        .status())
                .isEqualTo(412);
        assertThat(put("/v1/images/a.png", png, Headers.of("If-Match", "nonsense"))
                        .status())
                .isEqualTo(400);
        assertThat(put("/v1/images/secret/a.png", png, Headers.NONE).status()).isEqualTo(403);
        assertThat(put("/v1/images/..%2fa.png", png, Headers.NONE).status()).isEqualTo(400);
        assertThat(ground.files()).containsExactly("images/a.png");
    }

    @Test
    void a_delete_is_204_every_time_and_the_image_404_afterwards() throws Exception {
        put("/v1/images/a.png", Samples.png(3, 2), Headers.NONE);
        assertThat(send("DELETE", "/v1/images/a.png").status()).isEqualTo(204);
        assertThat(send("DELETE", "/v1/images/a.png").status()).isEqualTo(204);
        assertThat(send("GET", "/v1/images/a.png").status()).isEqualTo(404);
    }

    @Test
    void a_delete_by_prefix_wants_the_number_confirmed_and_then_goes_on_in_the_background() throws Exception {
        for (String name : List.of("p/a", "p/b", "q/c")) {
            put("/v1/images/" + name, Samples.png(3, 2), Headers.NONE);
        }
        Reply asked = send("DELETE", "/v1/images?prefix=p/");
        assertThat(asked.status()).isEqualTo(409);
        assertThat(new String(((Reply.Bytes) asked.body()).bytes(), StandardCharsets.UTF_8))
                .contains("\"confirm\":\"2\"");
        assertThat(send("DELETE", "/v1/images?prefix=p/&confirm=3").status()).isEqualTo(409);
        assertThat(send("DELETE", "/v1/images?confirm=3").status()).isEqualTo(400);
        assertThat(send("DELETE", "/v1/images?prefix=secret/").status()).isEqualTo(403);
        assertThat(ground.files()).hasSize(3);

        Reply ordered = send("DELETE", "/v1/images?prefix=p/&confirm=2");
        assertThat(ordered.status()).isEqualTo(202);
        String location = ordered.headers().first("Location").orElseThrow();
        assertThat(json(send("GET", location)).get("state").asString()).isEqualTo("running");
        ground.bulkDeletes.start();
        Ground.await(() -> {
            try {
                return json(send("GET", location)).get("state").asString().equals("done");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(json(send("GET", location)).get("deleted").asInt()).isEqualTo(2);
        assertThat(ground.files()).containsExactly("images/q/c");
        assertThat(json(send("GET", "/v1/jobs")).get("items").size()).isEqualTo(1);
        assertThat(send("GET", "/v1/jobs/none").status()).isEqualTo(404);
    }

    @Test
    void a_listing_goes_on_page_by_page() throws Exception {
        for (String name : List.of("p/a", "p/b", "p/c", "q/d")) {
            put("/v1/images/" + name, Samples.png(3, 2), Headers.NONE);
        }
        JsonNode first = json(send("GET", "/v1/images?prefix=p/&limit=2"));
        assertThat(first.get("items").size()).isEqualTo(2);
        assertThat(first.get("next").asString()).isEqualTo("p/b");
        JsonNode second = json(send("GET", "/v1/images?prefix=p/&limit=2&after=p/b"));
        assertThat(second.get("items").get(0).get("key").asString()).isEqualTo("p/c");
        assertThat(second.has("next")).isFalse();
        assertThat(send("GET", "/v1/images?limit=0").status()).isEqualTo(400);
        assertThat(send("GET", "/v1/images?prefix=secret/").status()).isEqualTo(403);
    }

    @Test
    void a_fetch_of_what_is_not_public_or_no_url_is_refused() throws Exception {
        assertThat(post("/v1/images:fetch", "{\"url\":\"http://10.0.0.1/a.png\"}".getBytes(), "application/json")
                        .status())
                .isEqualTo(403);
        assertThat(post("/v1/images:fetch", "{\"url\":\"gopher://x/a.png\"}".getBytes(), "application/json")
                        .status())
                .isEqualTo(400);
        assertThat(post("/v1/images:fetch", "{}".getBytes(), "application/json").status())
                .isEqualTo(400);
    }

    @Test
    void changes_are_json_lines_behind_a_number() throws Exception {
        put("/v1/images/a.png", Samples.png(3, 2), Headers.NONE);
        send("DELETE", "/v1/images/a.png");
        String[] lines = body(send("GET", "/v1/changes?after=0")).split("\n");
        assertThat(lines).hasSize(2);
        JsonNode put = Json.mapper().readTree(lines[0]);
        assertThat(put.get("kind").asString()).isEqualTo("put");
        assertThat(put.get("key").asString()).isEqualTo("a.png");
        long last = Json.mapper().readTree(lines[1]).get("sequence").asLong();
        assertThat(body(send("GET", "/v1/changes?wait=50ms&after=" + last))).isEmpty();
        assertThat(send("GET", "/v1/changes?after=-1").status()).isEqualTo(400);
    }

    private static String body(Reply reply) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ((Reply.Stream) reply.body()).writer().writeTo(new Reply.Sink() {
            @Override
            public void write(byte[] bytes) {
                out.writeBytes(bytes);
            }

            @Override
            public void flush() {}
        });
        return out.toString(StandardCharsets.UTF_8);
    }
}
