package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be decoded, as whoever asks for a rendition of them meets them. */
@Tag("slow")
final class HostileServingTest {
    @TempDir
    private Path base;

    /** By their names; a PNG that claims 100,000 × 100,000 pixels, pictures that end in between, no image, nothing. */
    private static Map<String, byte[]> files() throws IOException {
        byte[] photo = Site.photo("dogs.jpg");
        Map<String, byte[]> files = new TreeMap<>();
        files.put(
                "bomb.png",
                HexFormat.of()
                        .parseHex("89504e470d0a1a0a0000000d49484452000186a0000186a00802000000fc92d1ee"
                                + "0000000c4944415478da63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"));
        files.put("short.jpg", Arrays.copyOf(photo, 50_000));
        files.put("header.jpg", Arrays.copyOf(photo, 700));
        files.put("coffee.png", Arrays.copyOf(Site.photo("coffee.png"), 70_000));
        files.put("cat.webp", Arrays.copyOf(Site.photo("cat.webp"), 10_000));
        files.put("text.jpg", "<script>alert(1)</script>".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        files.put("empty.jpg", new byte[0]);
        return files;
    }

    @Test
    void hostile_files_are_refused_and_what_is_refused_is_never_kept() throws Exception {
        Map<String, byte[]> files = files();
        Site prepared = new Site(base).with("upload/dogs.jpg", Site.photo("dogs.jpg"));
        for (var file : files.entrySet()) {
            prepared.with("upload/" + file.getKey(), file.getValue());
        }
        try (Site site = prepared.start("")) {
            for (String name : files.keySet()) {
                for (String query : List.of("?w=320", "?w=320&format=webp", "?w=320")) {
                    Reply reply = site.get("/upload/" + name + query);
                    assertThat(reply.status()).as(name).isIn(404, 415, 422);
                    assertThat(reply.field("content-type")).as(name).contains("application/problem+json");
                    assertThat(reply.field("cache-control")).as(name).contains("no-store");
                    assertThat(reply.field("etag")).as(name).isEmpty();
                }
            }
            assertThat(site.metric("imago_renditions_worker_timeouts_total", ""))
                    .isZero();
            assertThat(kept()).as("renditions on disk").isEmpty();
            assertThat(site.get("/upload/dogs.jpg?w=320").status()).isEqualTo(200);
            assertThat(kept()).hasSize(1);
        }
    }

    private List<Path> kept() throws IOException {
        Path folder = base.resolve("data/renditions");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
