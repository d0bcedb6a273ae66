package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A folder too large to be looked at before the first answer; {@code bench/million} does the same with a million files. */
@Tag("slow")
final class LargeFolderTest {
    private static final int FILES = 20_000;
    private static final int DIRECTORIES = 40;

    @TempDir
    Path folder;

    @Test
    void a_large_folder_is_served_at_once_and_scanned_meanwhile_with_progress() throws Exception {
        List<String> keys = fill();
        try (LiveServer server = new LiveServer(folder)) {
            assertThat(server.get(keys.getLast()).statusCode()).isEqualTo(200);
            JsonNode scan = server.scan();
            assertThat(scan.path("phase").asString(""))
                    .as("at the first answer")
                    .isEqualTo("reading");
            assertThat(scan.path("adopted").asLong()).isLessThan(FILES);

            long seen = 0;
            long adopted = 0;
            int looks = 0;
            long deadline = System.nanoTime() + Duration.ofMinutes(3).toNanos();
            do {
                assertThat(System.nanoTime()).as("%s", scan).isLessThan(deadline);
                assertThat(server.get(keys.get(looks * 997 % FILES)).statusCode())
                        .isEqualTo(200);
                assertThat(scan.path("seen").asLong()).isBetween(seen, (long) FILES);
                assertThat(scan.path("adopted").asLong()).isBetween(adopted, (long) FILES);
                seen = scan.path("seen").asLong();
                adopted = scan.path("adopted").asLong();
                looks++;
                LockSupport.parkNanos(20_000_000);
                scan = server.scan();
            } while (!scan.path("phase").asString("").equals("done"));

            assertThat(looks).as("looks while it ran").isGreaterThan(5);
            assertThat(scan.path("seen").asLong()).isEqualTo(FILES);
            assertThat(scan.path("failed").asLong()).isZero();
            server.settled();
            assertThat(server.json("/v1/status").path("catalog").path("images").asLong())
                    .isEqualTo(FILES);
            assertThat(listed(server)).isEqualTo(keys.stream().sorted().toList());
        }
    }

    private List<String> fill() throws IOException {
        List<String> keys = new ArrayList<>();
        for (int directory = 0; directory < DIRECTORIES; directory++) {
            Path path = Files.createDirectory(folder.resolve("d%02d".formatted(directory)));
            Path first = Files.write(path.resolve("0.png"), Samples.png(8, 8, directory));
            keys.add("d%02d/0.png".formatted(directory));
            for (int file = 1; file < FILES / DIRECTORIES; file++) {
                Files.createLink(path.resolve(file + ".png"), first);
                keys.add("d%02d/%d.png".formatted(directory, file));
            }
        }
        return keys;
    }

    private static List<String> listed(LiveServer server) throws Exception {
        List<String> keys = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = server.json("/v1/images?limit=1000&after=" + after);
            page.path("items").forEach(item -> keys.add(item.path("key").asString("")));
            after = page.path("next").asString("");
        } while (!after.isEmpty());
        return keys;
    }
}
