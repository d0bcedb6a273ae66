package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Format;
import dev.imago.image.ImageHeader;
import dev.imago.image.Sniffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Renditions as a browser gets them: made, cached, and gone with their original. */
@Tag("slow")
final class RenditionsServingTest {
    private static final String SMALL = "?w=320&format=webp";

    @TempDir
    private Path base;

    @Test
    void a_rendition_is_made_and_answered_like_any_image() throws Exception {
        try (Site site = photos().start("")) {
            Reply made = site.get("/upload/dogs.jpg" + SMALL);
            assertThat(made.status()).isEqualTo(200);
            assertThat(made.field("content-type")).contains("image/webp");
            assertThat(made.field("vary")).isEmpty();
            assertThat(header(made)).satisfies(header -> {
                assertThat(header.format()).isEqualTo(Format.WEBP);
                assertThat(header.dimensions().orElseThrow().width()).isEqualTo(320);
            });
            assertThat(made.body().length).isLessThan(Site.photo("dogs.jpg").length / 2);

            String etag = made.field("etag").orElseThrow();
            assertThat(etag)
                    .isNotEqualTo(site.get("/upload/dogs.jpg").field("etag").orElseThrow());
            for (Wire wire : Wire.values()) {
                Reply again = site.send(wire, "GET", "/upload/dogs.jpg" + SMALL);
                assertThat(again.body()).isEqualTo(made.body());
                assertThat(again.field("etag")).contains(etag);
                assertThat(site.send(wire, "HEAD", "/upload/dogs.jpg" + SMALL).field("content-length"))
                        .contains(String.valueOf(made.body().length));
                assertThat(site.send(wire, "GET", "/upload/dogs.jpg" + SMALL, "If-None-Match: " + etag)
                                .status())
                        .isEqualTo(304);
                Reply part = site.send(wire, "GET", "/upload/dogs.jpg" + SMALL, "Range: bytes=10-19");
                assertThat(part.status()).isEqualTo(206);
                assertThat(part.body()).isEqualTo(Arrays.copyOfRange(made.body(), 10, 20));
            }
        }
    }

    @Test
    void the_same_picture_asked_for_in_other_words_is_made_once() throws Exception {
        try (Site site = photos().start("")) {
            assertThat(site.get("/upload/dogs.jpg?format=webp&w=320&rotate=0").body())
                    .isEqualTo(site.get("/upload/dogs.jpg" + SMALL).body());
            assertThat(files()).hasSize(1);
        }
    }

    @Test
    void the_best_format_that_the_client_takes_is_chosen_and_caches_are_told() throws Exception {
        try (Site site = photos().start("")) {
            String address = "/upload/dogs.jpg?w=160&format=auto";
            for (var each : List.of(
                    List.of("image/avif,image/webp,*/*", "image/avif"),
                    List.of("image/webp,*/*;q=0.8", "image/webp"),
                    List.of("*/*", "image/jpeg"))) {
                Reply reply = site.get(address, "Accept: " + each.getFirst());
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.field("content-type")).contains(each.getLast());
                assertThat(reply.field("vary")).contains("Accept");
                Reply unchanged = site.get(
                        address,
                        "Accept: " + each.getFirst(),
                        "If-None-Match: " + reply.field("etag").orElseThrow());
                assertThat(unchanged.status()).isEqualTo(304);
                assertThat(unchanged.field("vary")).contains("Accept");
            }
        }
    }

    @Test
    void what_cannot_be_meant_is_refused_by_name_and_never_kept() throws Exception {
        try (Site site = photos().start("")) {
            Reply refused = site.get("/upload/dogs.jpg?w=0");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text()).contains("The parameter w takes");
            assertThat(site.get("/upload/dogs.jpg?w=100&heigth=7").text())
                    .contains("heigth")
                    .contains(" h");
            assertThat(site.get("/upload/none.jpg" + SMALL).status()).isEqualTo(404);
            assertThat(site.get("/upload/dogs.jpg?v=3").body()).isEqualTo(Site.photo("dogs.jpg"));
            assertThat(files()).isEmpty();
        }
    }

    @Test
    void a_damaged_image_costs_its_own_request_only() throws Exception {
        byte[] half = Arrays.copyOf(Site.photo("dogs.jpg"), Site.photo("dogs.jpg").length / 2);
        try (Site site = photos().with("upload/half.jpg", half).start("")) {
            Reply refused = site.get("/upload/half.jpg" + SMALL);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.field("cache-control")).contains("no-store");
            assertThat(site.get("/upload/dogs.jpg" + SMALL).status()).isEqualTo(200);
        }
    }

    @Test
    void a_replaced_or_deleted_original_takes_its_renditions_along() throws Exception {
        try (Site site = photos().start("")) {
            site.put("upload/it.jpg", Site.photo("dandelion.jpg"));
            Reply before = site.get("/upload/it.jpg" + SMALL);
            assertThat(before.status()).isEqualTo(200);
            assertThat(files()).hasSize(1);

            site.put("upload/it.jpg", Site.photo("mountains.jpg"));
            Reply after = site.get("/upload/it.jpg" + SMALL);
            assertThat(after.field("etag")).isNotEqualTo(before.field("etag"));
            Site.await("the old one is gone", () -> files().size() == 1);

            site.delete("upload/it.jpg");
            assertThat(site.get("/upload/it.jpg" + SMALL).status()).isEqualTo(404);
            Site.await("all are gone", () -> files().isEmpty());
        }
    }

    @Test
    void renditions_are_there_after_a_restart_and_hot_ones_come_from_memory() throws Exception {
        byte[] made;
        try (Site site = photos().start("")) {
            made = site.get("/upload/dogs.jpg" + SMALL).body();
        }
        try (Site site = new Site(base).start("")) {
            assertThat(site.get("/upload/dogs.jpg" + SMALL).body()).isEqualTo(made);
            assertThat(site.metric("imago_renditions_made_total", "")).isZero();
            double hits = site.metric("imago_memory_hits_total", "");
            assertThat(site.get("/upload/dogs.jpg" + SMALL).body()).isEqualTo(made);
            assertThat(site.metric("imago_memory_hits_total", "")).isEqualTo(hits + 1);
        }
    }

    @Test
    void an_old_address_of_a_thumbnail_goes_on_working_until_a_file_takes_its_name() throws Exception {
        String legacy = """
                routes:
                  - name: site
                    legacy:
                      - {address: '{name}_{w}x{h}.{ext}', image: '{name}.{ext}', query: 'w={w}&h={h}&fit=cover'}
                """;
        try (Site site = photos().start(legacy)) {
            Reply old = site.get("/upload/dogs_200x200.jpg");
            assertThat(old.status()).isEqualTo(200);
            assertThat(header(old).dimensions().orElseThrow().width()).isEqualTo(200);
            assertThat(header(old).dimensions().orElseThrow().height()).isEqualTo(200);
            assertThat(site.get("/upload/dogs_200x200.jpg").body()).isEqualTo(old.body());
            assertThat(site.get("/upload/cats_200x200.jpg").status()).isEqualTo(404);
            site.put("upload/dogs_200x200.jpg", Site.photo("fig.jpg"));
            assertThat(site.get("/upload/dogs_200x200.jpg").body()).isEqualTo(Site.photo("fig.jpg"));
        }
    }

    @Test
    void many_first_requests_for_one_rendition_make_it_once() throws Exception {
        try (Site site = photos().start("");
                var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> asking = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                asking.add(() -> site.get("/upload/dogs.jpg?w=640&format=avif").status());
            }
            for (var status : clients.invokeAll(asking)) {
                assertThat(status.get()).isEqualTo(200);
            }
            System.gc(); // the registry holds what it counts by weakly
            assertThat(site.metric("imago_renditions_made_total", "")).isEqualTo(1);
        }
    }

    private Site photos() throws IOException {
        return new Site(base).with("upload/dogs.jpg", Site.photo("dogs.jpg"));
    }

    private List<Path> files() throws IOException {
        Path folder = base.resolve("data/renditions");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private ImageHeader header(Reply reply) throws IOException {
        Path file = Files.write(base.resolve("reply"), reply.body());
        try (var channel = Files.newByteChannel(file)) {
            return Sniffer.read(channel).orElseThrow();
        }
    }
}
