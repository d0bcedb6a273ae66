package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Renditions that are there before somebody asks for them, and the mezzanine that small ones are made from. */
@Tag("slow")
final class WarmingTest {
    private static final String PRESETS = """
            renditions:
              presets:
                card: w=300&format=auto
                thumb: w=100&h=100&format=jpeg
            """;

    @TempDir
    private Path base;

    @Test
    void what_was_warmed_is_answered_without_making_anything() throws Exception {
        try (Site site = photos().start(PRESETS)) {
            JsonNode first = warm(site, "upload/dogs.jpg:warm?preset=card&preset=thumb&dpr=1&dpr=2");
            assertThat(first.path("key").asString()).isEqualTo("upload/dogs.jpg");
            assertThat(first.path("made").asInt()).isEqualTo(8);
            assertThat(first.path("failed").asInt()).isZero();
            assertThat(first.path("renditions")
                            .valueStream()
                            .map(each -> each.path("type").asString()))
                    .contains("image/avif", "image/webp", "image/jpeg");

            System.gc(); // the registry holds what it counts by weakly
            double made = site.metric("imago_renditions_made_total", "");
            Reply card = site.get("/upload/dogs.jpg?preset=card", "Accept: image/avif,image/webp");
            assertThat(card.field("content-type")).contains("image/avif");
            assertThat(site.get("/upload/dogs.jpg?preset=card&dpr=2").status()).isEqualTo(200);
            assertThat(site.get("/upload/dogs.jpg?preset=thumb").status()).isEqualTo(200);
            JsonNode again = warm(site, "upload/dogs.jpg:warm?preset=card&preset=thumb&dpr=1&dpr=2");
            assertThat(again.path("there").asInt()).isEqualTo(8);
            assertThat(again.path("made").asInt()).isZero();
            assertThat(site.metric("imago_renditions_made_total", "")).isEqualTo(made);
        }
    }

    @Test
    void what_cannot_be_warmed_is_refused() throws Exception {
        try (Site site = photos().start(PRESETS)) {
            assertThat(post(site, "upload/none.jpg:warm?preset=card").status()).isEqualTo(404);
            Reply unknown = post(site, "upload/dogs.jpg:warm?preset=cart");
            assertThat(unknown.status()).isEqualTo(400);
            assertThat(unknown.text()).contains("Did you mean card?");
            assertThat(post(site, "upload/dogs.jpg:warm").status()).isEqualTo(400);
            assertThat(post(site, "upload/dogs.jpg:warm?preset=card&dpr=0").status())
                    .isEqualTo(400);
            assertThat(Wire.HTTP_1
                            .send(site.api(), "POST", "/v1/images/upload/dogs.jpg:warm?preset=card")
                            .status())
                    .isEqualTo(401);
        }
        try (Site site = new Site(base).start("delivery: {renditions-on-disk: 0}\n" + PRESETS)) {
            assertThat(post(site, "upload/dogs.jpg:warm?preset=card").status()).isEqualTo(409);
        }
    }

    @Test
    void a_damaged_image_fails_in_its_result() throws Exception {
        byte[] half = java.util.Arrays.copyOf(Site.photo("dogs.jpg"), 20_000);
        try (Site site = photos().with("upload/half.jpg", half).start(PRESETS)) {
            JsonNode result = warm(site, "upload/half.jpg:warm?preset=thumb");
            assertThat(result.path("failed").asInt()).isEqualTo(1);
            assertThat(result.path("renditions").get(0).path("problem").asString())
                    .contains("damaged");
        }
    }

    @Test
    void presets_of_the_route_are_made_after_an_upload() throws Exception {
        String route = PRESETS + "routes:\n  - {name: site, warm: [thumb]}\n";
        try (Site site = photos().start(route)) {
            site.put("upload/new.jpg", Site.photo("fig.jpg"));
            Site.await("it is on disk", () -> files().size() == 1);
            System.gc(); // the registry holds what it counts by weakly
            double made = site.metric("imago_renditions_made_total", "");
            assertThat(site.get("/upload/new.jpg?preset=thumb").status()).isEqualTo(200);
            assertThat(site.metric("imago_renditions_made_total", "")).isEqualTo(made);
        }
    }

    @Test
    void the_second_small_rendition_of_a_large_original_leaves_a_mezzanine_that_goes_with_it() throws Exception {
        String open = "renditions: {mode: open}\n";
        try (Site site = new Site(base).start(open)) {
            site.put("upload/large.jpg", large());
            byte[] alone = site.get("/upload/large.jpg?w=321").body();
            assertThat(files()).hasSize(1);
            assertThat(site.get("/upload/large.jpg?w=2400").status()).isEqualTo(200);
            assertThat(files()).hasSize(2);
            assertThat(site.get("/upload/large.jpg?w=322").status()).isEqualTo(200);
            Site.await("three renditions and the mezzanine", () -> files().size() == 4);

            Reply small = site.get("/upload/large.jpg?w=320");
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(small.body()));
            assertThat(picture.getWidth()).isEqualTo(320);
            assertThat(picture.getHeight()).isEqualTo(213);
            assertThat(small.body()).hasSizeBetween(alone.length * 8 / 10, alone.length * 12 / 10);

            site.delete("upload/large.jpg");
            Site.await("all are gone", () -> files().isEmpty());
        }
        try (Site site = new Site(base).start("delivery: {mezzanine: false}\n" + open)) {
            site.put("upload/large.jpg", large());
            for (int width = 300; width < 304; width++) {
                assertThat(site.get("/upload/large.jpg?w=" + width).status()).isEqualTo(200);
            }
            assertThat(files()).hasSize(4);
        }
    }

    private static byte[] large() throws IOException {
        BufferedImage photo = ImageIO.read(new ByteArrayInputStream(Site.photo("mountains.jpg")));
        var image = new BufferedImage(3000, 2000, BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        graphics.drawImage(photo, 0, 0, 3000, 2000, null);
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", bytes);
        return bytes.toByteArray();
    }

    private static JsonNode warm(Site site, String target) throws Exception {
        Reply reply = post(site, target);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return Json.mapper().readTree(reply.text());
    }

    private static Reply post(Site site, String target) throws Exception {
        return Wire.HTTP_1.send(site.api(), "POST", "/v1/images/" + target, "Authorization: Bearer " + Site.ADMIN_KEY);
    }

    private Site photos() throws IOException {
        return new Site(base).with("upload/dogs.jpg", Site.photo("dogs.jpg"));
    }

    private List<Path> files() throws IOException {
        Path folder = base.resolve("data/renditions");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        while (true) {
            try (Stream<Path> all = Files.walk(folder)) {
                return all.filter(Files::isRegularFile).toList();
            } catch (UncheckedIOException | NoSuchFileException e) {
                // A directory went with its last file in this moment.
            }
        }
    }
}
