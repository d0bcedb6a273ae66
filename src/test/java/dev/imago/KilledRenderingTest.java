package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed while it makes renditions takes its workers along, and leaves nothing that the next one trips over. */
@Tag("slow")
final class KilledRenderingTest {
    private static final int KILLS = 3;

    @TempDir
    Path directory;

    private Path folder;
    private Path temporary;

    @BeforeEach
    void a_site_with_a_photograph() throws IOException {
        folder = Files.createDirectory(directory.resolve("site"));
        temporary = Files.createDirectory(directory.resolve("temporary"));
        try (var photo = getClass().getResourceAsStream("demo/mountains.jpg")) {
            Files.write(folder.resolve("it.jpg"), photo.readAllBytes());
        }
    }

    private ServerProcess server() {
        return ServerProcess.serve(
                List.of("-cp", System.getProperty("java.class.path"), "-Djava.io.tmpdir=" + temporary),
                folder,
                directory.resolve("server.log"),
                Map.of("IMAGO_RENDITIONS_MODE", "open"));
    }

    @Test
    void workers_die_with_a_server_that_is_killed_and_no_half_file_is_left() throws Exception {
        for (int life = 0; life < KILLS; life++) {
            try (ServerProcess server = server()) {
                var made = new AtomicInteger();
                List<Thread> clients = load(server, life, made);
                Until.so("renditions are made", () -> made.get() > 3 || !server.alive());
                List<ProcessHandle> workers = workers(server);
                assertThat(workers).isNotEmpty();

                server.kill();

                Duration outlived = Until.so(
                        "the workers have ended",
                        Duration.ofSeconds(1),
                        () -> workers.stream().noneMatch(KilledRenderingTest::runs));
                System.out.println("workers outlived their server by " + outlived.toMillis() + " ms");
                for (Thread client : clients) {
                    client.join();
                }
            }
            assertThat(startFolders()).as("there are such only during a start").hasSizeLessThanOrEqualTo(1);
        }
        try (ServerProcess server = server()) {
            for (int life = 0; life < KILLS; life++) {
                for (int width = 40; width < 60; width++) {
                    assertWhole(server, width * 10 + life);
                }
            }
        }
    }

    private static List<Thread> load(ServerProcess server, int life, AtomicInteger made) {
        List<Thread> clients = new ArrayList<>();
        for (int client = 0; client < 4; client++) {
            int offset = client;
            clients.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; server.alive(); i++) {
                    try {
                        int width = (40 + (offset * 5 + i) % 20) * 10 + life;
                        assertThat(server.get("/it.jpg?w=" + width).statusCode())
                                .isEqualTo(200);
                        made.incrementAndGet();
                    } catch (IOException | InterruptedException e) {
                        return;
                    }
                }
            }));
        }
        return clients;
    }

    private static void assertWhole(ServerProcess server, int width) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = server.get("/it.jpg?w=" + width);
        assertThat(answer.statusCode()).isEqualTo(200);
        var image = ImageIO.read(new ByteArrayInputStream(answer.body()));
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getRGB(width - 1, image.getHeight() - 1) & 0xFFFFFF)
                .as("a JPEG that was cut off ends in grey")
                .isNotEqualTo(0x808080);
    }

    @Test
    void what_a_server_that_was_killed_at_its_start_left_behind_is_removed_by_the_next() throws Exception {
        Path abandoned = Files.createDirectory(temporary.resolve("imago-workers1"));
        Files.createFile(abandoned.resolve("socket"));
        Files.createFile(abandoned.resolve("errors"));
        Path young = Files.createDirectory(temporary.resolve("imago-workers2"));
        Path strange = Files.createDirectory(temporary.resolve("imago-workers3"));
        Files.createFile(strange.resolve("letters"));
        Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
        Files.createFile(elsewhere.resolve("socket"));
        Path link = Files.createSymbolicLink(temporary.resolve("imago-workers4"), elsewhere);
        for (Path old : List.of(abandoned, strange, elsewhere)) {
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
        }
        try (ServerProcess server = server()) {
            assertThat(server.get("/it.jpg?w=50").statusCode()).isEqualTo(200);
            Until.so("the old one is gone", () -> !Files.exists(abandoned));
            Until.so(
                    "nothing but what may be needed is there",
                    () -> startFolders().equals(List.of(young, strange, link)));
            assertThat(strange.resolve("letters")).exists();
            assertThat(elsewhere.resolve("socket")).exists();
        }
    }

    private List<Path> startFolders() throws IOException {
        try (Stream<Path> all = Files.list(temporary)) {
            return all.filter(path -> path.getFileName().toString().startsWith("imago-workers"))
                    .sorted()
                    .toList();
        }
    }

    private static List<ProcessHandle> workers(ServerProcess server) {
        return ProcessHandle.of(server.pid()).orElseThrow().children().toList();
    }

    /** One that has ended and that nobody has waited for yet has no program any more. */
    private static boolean runs(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
