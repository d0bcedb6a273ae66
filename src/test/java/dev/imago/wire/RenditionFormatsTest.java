package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Formats that the installed library has, and those that it lacks. */
@Tag("slow")
final class RenditionFormatsTest {
    @TempDir
    private Path base;

    @Test
    void an_original_that_cannot_be_read_gets_415_and_says_what_can() throws Exception {
        try (Site site = new Site(base).with("old.bmp", bitmap()).start("")) {
            Reply refused = site.get("/old.bmp?w=100");
            assertThat(refused.status()).isEqualTo(415);
            assertThat(refused.text()).contains("image/bmp").contains("libvips").contains("image/jpeg, image/png");
            assertThat(site.get("/old.bmp").status()).isEqualTo(200);
        }
    }

    @Test
    void a_heic_photograph_is_a_rendition_where_a_decoder_is_and_415_where_only_its_reader_is() throws Exception {
        byte[] heic;
        try (var in = dev.imago.Imago.class.getResourceAsStream("transform/vips/probe.heic")) {
            heic = in.readAllBytes();
        }
        try (Site site = new Site(base).with("photo.heic", heic).start("")) {
            Reply reply = site.get("/photo.heic?w=32&format=png");
            List<String> reads = texts(renditions(site).path("libvips").path("reads"));
            assertThat(reply.status()).isEqualTo(reads.contains("image/heic") ? 200 : 415);
            if (reply.status() == 200) {
                int pixel = ImageIO.read(new ByteArrayInputStream(reply.body())).getRGB(16, 16);
                assertThat(pixel >> 16 & 0xFF).isBetween(190, 210);
                assertThat(pixel & 0xFF).isBetween(30, 50);
            }
        }
    }

    @Test
    void the_status_tells_the_library_and_what_it_can_do() throws Exception {
        try (Site site = new Site(base).start("rendering: {workers: 1}")) {
            Site.await(
                    "a worker is there",
                    () -> renditions(site).path("available").asBoolean());
            JsonNode renditions = renditions(site);
            assertThat(renditions.path("workers").asInt()).isEqualTo(1);
            assertThat(renditions.path("busy").asInt(-1)).isZero();
            JsonNode libvips = renditions.path("libvips");
            assertThat(libvips.path("version").asString()).matches("8\\.\\d+\\.\\d+");
            assertThat(texts(libvips.path("reads")))
                    .contains("image/jpeg", "image/tiff")
                    .doesNotContain("image/bmp");
            assertThat(texts(libvips.path("writes"))).contains("image/jpeg", "image/png", "image/webp");
        }
    }

    private static JsonNode renditions(Site site) throws Exception {
        String status = Wire.HTTP_1
                .send(site.api(), "GET", "/v1/status", "Authorization: Bearer " + Site.ADMIN_KEY)
                .text();
        return Json.mapper().readTree(status).path("renditions");
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asString()));
        return texts;
    }

    private static byte[] bitmap() throws IOException {
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(ImageIO.read(new ByteArrayInputStream(Site.photo("fig.jpg"))), "bmp", bytes);
        return bytes.toByteArray();
    }
}
