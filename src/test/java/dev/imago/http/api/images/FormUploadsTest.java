package dev.imago.http.api.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Reply;
import dev.imago.image.Samples;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Forms with files: each is an upload of its own, and none is read without a right or a bound. */
final class FormUploadsTest extends ImageEndpointsGround {
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

    private Reply form(String target, String... parts) throws Exception {
        String text = String.join("", parts) + "--B--\r\n";
        return post(target, text.getBytes(StandardCharsets.ISO_8859_1), "multipart/form-data; boundary=\"B\"");
    }

    private static String file(String name, String type, byte[] bytes) {
        return "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\nContent-Type: "
                + type + "\r\n\r\n" + new String(bytes, StandardCharsets.ISO_8859_1) + "\r\n";
    }
}
