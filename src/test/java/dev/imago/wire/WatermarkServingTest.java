package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Configured pictures over renditions. */
@Tag("slow")
final class WatermarkServingTest {
    @TempDir
    private Path base;

    @Test
    void a_configured_picture_lies_where_the_configuration_the_preset_or_the_address_says() throws Exception {
        mark(Color.RED);
        try (Site site = greys().start(yaml("position: top-left, size: 50"))) {
            BufferedImage usual = picture(site.get("/grey.png?preset=plain"));
            assertColour(usual, 10, 10, Color.RED);
            assertColour(usual, 110, 10, Color.GRAY);

            BufferedImage placed = picture(site.get("/grey.png?preset=placed"));
            assertColour(placed, 190, 90, new Color(0xC0, 0x40, 0x40));
            assertColour(placed, 170, 90, Color.GRAY);

            assertColour(picture(site.get("/grey.png?w=200&watermark=logo,top-right,100,10")), 195, 5, Color.RED);
        }
    }

    @Test
    void the_same_watermark_in_other_words_is_the_same_rendition() throws Exception {
        mark(Color.RED);
        try (Site site = greys().start(yaml("opacity: 50"))) {
            Reply short1 = site.get("/grey.png?w=200&watermark=logo");
            Reply long1 = site.get("/grey.png?w=200&watermark=logo,bottom-right,50");
            assertThat(long1.field("etag")).isEqualTo(short1.field("etag"));
            assertThat(site.metric("imago_renditions_made_total", "")).isEqualTo(1);
        }
    }

    @Test
    void another_picture_under_the_same_name_makes_other_renditions_from_the_reload_on() throws Exception {
        mark(Color.RED);
        try (Site site = greys().start(yaml("position: centre"))) {
            assertColour(picture(site.get("/grey.png?preset=plain")), 100, 50, Color.RED);
            mark(Color.BLUE);
            assertColour(picture(site.get("/grey.png?preset=plain")), 100, 50, Color.RED);
            site.reload(yaml("position: centre"));
            assertColour(picture(site.get("/grey.png?preset=plain")), 100, 50, Color.BLUE);
        }
    }

    @Test
    void a_name_that_is_not_configured_is_refused_with_the_one_that_was_meant() throws Exception {
        mark(Color.RED);
        try (Site site = greys().start(yaml("position: centre"))) {
            Reply refused = site.get("/grey.png?w=200&watermark=lgo");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("no watermark 'lgo'").contains("Did you mean logo?");
        }
    }

    @Test
    void a_file_that_is_not_there_or_no_picture_is_told_at_the_start_and_leaves_a_running_server_as_it_is()
            throws Exception {
        assertThatThrownBy(() -> greys().start(yaml("position: centre")))
                .hasMessageContaining("renditions.watermarks.logo.file: " + file() + ": there is no such file");
        Files.writeString(file(), "no picture");
        assertThatThrownBy(() -> new Site(base).start(yaml("position: centre")))
                .hasMessageContaining("renditions.watermarks.logo.file: " + file() + ": is no PNG, WebP or JPEG");
        mark(Color.RED);
        try (Site site = new Site(base).start(yaml("position: centre"))) {
            Files.delete(file());
            assertThatThrownBy(() -> site.reload(yaml("position: top"))).hasMessageContaining("no such file");
            assertColour(picture(site.get("/grey.png?preset=plain")), 100, 50, Color.RED);
        }
    }

    private Path file() {
        return base.resolve("logo.png");
    }

    private String yaml(String watermark) {
        return """
                renditions:
                  mode: open
                  watermarks:
                    logo: {file: '%s', %s}
                  presets:
                    plain: w=200&watermark=logo
                    placed: w=200&watermark=logo,bottom-right,50,10
                """.formatted(file(), watermark);
    }

    private void mark(Color colour) throws IOException {
        Files.write(file(), png(40, 20, colour));
    }

    private Site greys() throws IOException {
        return new Site(base).with("grey.png", png(400, 200, Color.GRAY));
    }

    private static byte[] png(int width, int height, Color colour) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, width, height);
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    private static BufferedImage picture(Reply reply) throws IOException {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return ImageIO.read(new ByteArrayInputStream(reply.body()));
    }

    private static void assertColour(BufferedImage image, int x, int y, Color expected) {
        Color found = new Color(image.getRGB(x, y));
        assertThat(Math.abs(found.getRed() - expected.getRed())
                        + Math.abs(found.getGreen() - expected.getGreen())
                        + Math.abs(found.getBlue() - expected.getBlue()))
                .as(x + "," + y + " is " + found)
                .isLessThan(12);
    }
}
