package dev.imago.http.api.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.delivery.Previews;
import dev.imago.delivery.Renditions;
import dev.imago.delivery.Stores;
import dev.imago.http.api.Access;
import dev.imago.http.api.Api;
import dev.imago.http.api.Call;
import dev.imago.http.api.FakeCall;
import dev.imago.http.api.Headers;
import dev.imago.http.api.Json;
import dev.imago.http.api.Reply;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.image.PercentEncoding;
import dev.imago.image.Samples;
import dev.imago.store.Store;
import dev.imago.transform.FairQueue;
import dev.imago.upload.Grant;
import dev.imago.upload.Ground;
import dev.imago.upload.fetch.AllowedNetwork;
import dev.imago.upload.fetch.AnyPort;
import dev.imago.upload.fetch.FetchSettings;
import dev.imago.upload.fetch.Fetcher;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ImageEndpointsTest {
    @TempDir
    Path root;

    private Ground ground;
    private final Api api = new Api();

    @BeforeEach
    void open() {
        ground = new Ground(root);
        Fetcher fetcher = new Fetcher(new FetchSettings(
                true, List.of(AllowedNetwork.parse("127.0.0.0/8")), AnyPort.ALL, Duration.ofSeconds(5), 4));
        new ImageEndpoints(
                        ground.uploads,
                        ground.bulkDeletes,
                        fetcher,
                        (_, _, _) -> Optional.empty(),
                        ground.catalog,
                        ground.journal,
                        new Open(),
                        (_, key) -> "/" + PercentEncoding.encodePath(key.value()),
                        new Previews(stores(), renditions(), Thread::startVirtualThread),
                        () -> Ground.NOW)
                .addTo(api);
    }

    private Stores stores() {
        return new Stores() {
            @Override
            public Optional<Store> named(String name) {
                return Optional.of(ground.store);
            }

            @Override
            public Collection<Store> all() {
                return List.of(ground.store);
            }
        };
    }

    /** None are to be had. */
    private static Renditions renditions() {
        return new Renditions(
                Optional.empty(),
                new FairQueue(1, 1, 1),
                (_, _, _) -> {
                    throw new Fault(Fault.Kind.UNAVAILABLE, "No worker.");
                },
                Duration.ZERO,
                () -> {},
                "",
                false);
    }

    @AfterEach
    void close() {
        ground.close();
    }

    /** Everything is allowed, but not below {@code secret/}, and no form where the query has {@code as}. */
    private static final class Open implements Access {
        @Override
        public void requireSomeUpload(Call call) {
            if (call.query().first("as").isPresent()) {
                throw new Fault(Fault.Kind.FORBIDDEN, "No.");
            }
        }

        @Override
        public void require(Call call, Right right, String prefix) {
            if (prefix.startsWith("secret/")) {
                throw new Fault(Fault.Kind.FORBIDDEN, "No.");
            }
        }

        @Override
        public Grant requireUpload(Call call, ImageKey key) {
            require(call, Right.WRITE, key);
            return Grant.UNLIMITED;
        }
    }

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
    void a_form_with_one_file_is_answered_like_a_put() throws Exception {
        Reply reply =
                form("/v1/images?prefix=upload/", file("C:\\photos\\My cat?.PNG", "image/png", Samples.png(3, 2)));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.headers().first("Location")).contains("/upload/My%20cat-.png");
        assertThat(form("/v1/images", file("a.png", "image/png", "no image".getBytes()))
                        .status())
                .isEqualTo(415);
    }

    @Test
    void each_file_of_a_form_is_stored_or_refused_by_itself() throws Exception {
        Reply reply = form(
                "/v1/images?pattern={yyyy}/{MM}/{dd}/{name}{ext}",
                "--B\r\nContent-Disposition: form-data; name=\"prefix\"\r\n\r\nin/\r\n",
                file("a.png", "image/png", Samples.png(3, 2)),
                file("b", "image/jpeg", Samples.jpeg(30, 20)),
                file("c.png", "image/png", "\r\n--Anot\r\n-".getBytes()));
        assertThat(reply.status()).isEqualTo(207);
        JsonNode items = json(reply).get("items");
        assertThat(items.get(0).get("image").get("key").asString()).isEqualTo("in/2026/03/04/a.png");
        assertThat(items.get(1).get("image").get("key").asString()).isEqualTo("in/2026/03/04/b.jpg");
        assertThat(items.get(2).get("status").asInt()).isEqualTo(415);
        assertThat(items.get(2).get("error").asString()).contains("no image");
        assertThat(ground.files()).hasSize(2);
    }

    @Test
    void a_form_is_not_read_for_those_who_may_not_upload_and_has_bounds_for_others() throws Exception {
        String field = "--B\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n%s\r\n";
        Reply refused = post("/v1/images?as=reader", "no form at all".getBytes(), "multipart/form-data; boundary=B");
        assertThat(refused.status()).isEqualTo(403);
        String image = file("a.png", "image/png", Samples.png(3, 2));
        assertThat(form("/v1/images", String.format(field, "y").repeat(100), image)
                        .status())
                .isEqualTo(201);
        assertThat(form("/v1/images", String.format(field, "y").repeat(101), image)
                        .status())
                .isEqualTo(400);
        assertThat(form("/v1/images", String.format(field, "y".repeat(4097)), image)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void a_form_that_makes_no_sense_is_400_and_another_body_415() throws Exception {
        assertThat(form("/v1/images?pattern={what}", file("a.png", "image/png", Samples.png(3, 2)))
                        .status())
                .isEqualTo(400);
        assertThat(form("/v1/images").status()).isEqualTo(400);
        byte[] cut = "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a\"\r\n\r\nabc".getBytes();
        assertThat(post("/v1/images", cut, "multipart/form-data; boundary=B").status())
                .isEqualTo(400);
        assertThat(post("/v1/images", cut, "image/png").status()).isEqualTo(415);
        assertThat(ground.files()).isEmpty();
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

    private Reply put(String target, byte[] bytes, Headers headers) throws Exception {
        return send(FakeCall.of("PUT", target).with(bytes).with(headers));
    }

    private Reply post(String target, byte[] bytes, String type) throws Exception {
        return send(FakeCall.of("POST", target).with(bytes).with(Headers.of("Content-Type", type)));
    }

    private Reply form(String target, String... parts) throws Exception {
        String text = String.join("", parts) + "--B--\r\n";
        return post(target, text.getBytes(StandardCharsets.ISO_8859_1), "multipart/form-data; boundary=\"B\"");
    }

    private static String file(String name, String type, byte[] bytes) {
        return "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: "
                + type + "\r\n\r\n" + new String(bytes, StandardCharsets.ISO_8859_1) + "\r\n";
    }

    private Reply send(String method, String target) throws Exception {
        return send(FakeCall.of(method, target));
    }

    private Reply send(FakeCall call) throws Exception {
        Api.Match match = api.find(call.method(), call.path());
        return match.endpoint().handle(call.with(match.parameters()));
    }

    private static JsonNode json(Reply reply) {
        return Json.mapper().readTree(Json.bytes(((Reply.Value) reply.body()).value()));
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
