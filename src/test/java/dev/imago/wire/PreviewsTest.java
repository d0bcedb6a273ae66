package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the api tells of an image beyond its catalog entry. */
@Tag("slow")
final class PreviewsTest {
    @TempDir
    private Path base;

    private static byte[] flat(Color colour) throws IOException {
        var image = new BufferedImage(300, 200, BufferedImage.TYPE_INT_RGB);
        var graphics = image.getGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, 300, 200);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 300, 30);
        var bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "png", bytes)).isTrue();
        return bytes.toByteArray();
    }

    private static JsonNode told(Site site, String key) throws Exception {
        Reply reply =
                Wire.HTTP_1.send(site.api(), "GET", "/v1/images/" + key, "Authorization: Bearer " + Site.ADMIN_KEY);
        assertThat(reply.status()).isEqualTo(200);
        return Json.mapper().readTree(reply.text());
    }

    private static JsonNode toldWithColours(Site site, String key) throws Exception {
        Site.await("workers are there", () -> told(site, key).has("blurHash"));
        return told(site, key);
    }

    @Test
    void colours_follow_the_bytes_and_listings_do_not_have_them() throws Exception {
        try (Site site = new Site(base).start("")) {
            site.put("a.png", flat(new Color(0x20, 0x90, 0x60)));
            JsonNode green = toldWithColours(site, "a.png");
            assertThat(green.get("dominantColor").asString()).isEqualTo("#209060");
            assertThat(green.get("blurHash").asString()).hasSize(28);
            assertThat(green.get("orientation").asInt()).isEqualTo(1);
            assertThat(site.listing())
                    .contains("a.png")
                    .doesNotContain("blurHash")
                    .doesNotContain("orientation");

            site.put("a.png", flat(new Color(0x80, 0x10, 0x10)));
            JsonNode red = toldWithColours(site, "a.png");
            assertThat(red.get("dominantColor").asString()).isEqualTo("#801010");
            assertThat(red.get("blurHash")).isNotEqualTo(green.get("blurHash"));
        }
    }

    @Test
    void they_are_made_once() throws Exception {
        try (Site site = new Site(base).start("")) {
            site.put("a.jpg", Site.photo("dogs.jpg"));
            JsonNode first = toldWithColours(site, "a.jpg");
            assertThat(told(site, "a.jpg")).isEqualTo(first);
            System.gc(); // the registry holds what it counts by weakly
            assertThat(site.metric("imago_renditions_made_total", "")).isEqualTo(1);
        }
        try (Site site = new Site(base).start("")) {
            toldWithColours(site, "a.jpg");
            assertThat(site.metric("imago_renditions_made_total", ""))
                    .as("it is on disk")
                    .isZero();
        }
    }

    @Test
    void what_cannot_be_decoded_has_no_colours_and_is_told_of_at_once() throws Exception {
        byte[] whole = Site.photo("dogs.jpg");
        try (Site site = new Site(base)
                .with("half.jpg", Arrays.copyOf(whole, whole.length / 2))
                .start("")) {
            site.put("sound.jpg", whole);
            toldWithColours(site, "sound.jpg");
            Site.await("it is adopted", () -> site.listing().contains("half.jpg"));
            JsonNode half = told(site, "half.jpg");
            assertThat(half.has("blurHash")).isFalse();
            assertThat(half.get("orientation").asInt()).isEqualTo(1);
        }
    }

    @Test
    void without_workers_the_answer_waits_for_a_moment_only() throws Exception {
        try (Site site = new Site(base).start("rendering: {library: /nowhere/libvips.so}")) {
            site.put("a.jpg", Site.photo("dogs.jpg"));
            long start = System.nanoTime();
            JsonNode told = told(site, "a.jpg");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            assertThat(told.has("blurHash")).isFalse();
            assertThat(told.get("orientation").asInt()).isEqualTo(1);
        }
    }
}
