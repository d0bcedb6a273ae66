package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.disk.FileSystem;
import dev.imago.disk.MountedDisk;
import dev.imago.image.Samples;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server on a disk that stops reading or writing. Only root can mount it. */
@Tag("slow")
final class BrokenDiskTest {
    private static final int IMAGES = 2000;
    private static final Pattern IMAGES_IN_STATUS = Pattern.compile("\"images\":(\\d+)");
    private static final List<String> JVM = List.of("-cp", System.getProperty("java.class.path"));
    private static final byte[] OLD = DiskGround.image(1, 20_000);
    private static final byte[] FRESH = DiskGround.image(2, 30_000);

    @TempDir
    Path directory;

    private ServerProcess serve(MountedDisk disk, Path folder, Path data) {
        return ServerProcess.serveIn(
                disk.enter(), JVM, folder, directory.resolve("server.log"), Map.of("IMAGO_DATA", data.toString()));
    }

    @Test
    void what_cannot_be_read_is_503_until_it_can_and_what_is_in_memory_is_served() throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        try (MountedDisk disk = new MountedDisk(directory, FileSystem.EXT4)) {
            try (ServerProcess server = serve(disk, disk.inside(), data)) {
                var ground = new DiskGround(server, disk.outside());
                ground.requirePut("hot.png", OLD);
                ground.requirePut("cold.png", FRESH);
                server.stop();
            }
            disk.unmount();
            disk.mount();
            try (ServerProcess server = serve(disk, disk.inside(), data)) {
                var ground = new DiskGround(server, disk.outside());
                ground.requireServed("hot.png", OLD);
                disk.disk().fail(true, false);

                HttpResponse<byte[]> unreadable = server.get("/cold.png");
                DiskGround.requireProblem(unreadable, 503, "disk");
                assertThat(unreadable.headers().firstValue("Retry-After")).isPresent();
                assertThat(unreadable.headers().firstValue("Cache-Control")).hasValue("no-store");
                ground.requireServed("hot.png", OLD);

                disk.disk().fail(false, false);
                ground.requireServed("cold.png", FRESH);
                ground.requireAgreement();
            }
        }
    }

    @Test
    void while_the_database_cannot_be_read_images_are_served_and_afterwards_all_goes_on() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("images"));
        for (int i = 0; i < IMAGES; i++) {
            Path image = folder.resolve("d" + i % 50).resolve(i + ".png");
            Files.createDirectories(image.getParent());
            Files.write(image, Samples.png(8, 8, i));
        }
        try (MountedDisk disk = new MountedDisk(directory, FileSystem.EXT4)) {
            try (ServerProcess server = serve(disk, folder, disk.inside())) {
                Until.so("all are known", () -> known(server) == IMAGES);
                server.stop();
            }
            disk.unmount();
            disk.mount();
            try (ServerProcess server = serve(disk, folder, disk.inside())) {
                disk.disk().fail(true, false);
                var random = new Random(1);
                for (int i = 0; i < 20; i++) {
                    int number = random.nextInt(IMAGES);
                    String key = "d" + number % 50 + "/" + number + ".png";
                    HttpResponse<byte[]> metadata = server.api("GET", "/v1/images/" + key, new byte[0]);
                    assertThat(metadata.statusCode())
                            .as(LocalServer.text(metadata))
                            .isIn(200, 503);
                    new DiskGround(server, folder).requireServed(key, Samples.png(8, 8, number));
                }
                HttpResponse<byte[]> listing = server.api("GET", "/v1/images?limit=1000", new byte[0]);
                assertThat(listing.statusCode()).as(LocalServer.text(listing)).isIn(200, 503);
                assertThat(server.alive()).isTrue();

                disk.disk().fail(false, false);
                Until.so("all are known again", () -> known(server) == IMAGES);
                new DiskGround(server, folder).requirePut("new.png", FRESH);
            }
        }
    }

    private static int known(ServerProcess server) throws IOException, InterruptedException {
        Matcher images = IMAGES_IN_STATUS.matcher(server.apiText("/v1/status"));
        return images.find() ? Integer.parseInt(images.group(1)) : -1;
    }

    @Test
    void a_bit_that_flips_beneath_the_file_system_is_found_by_verify_and_mended_by_a_repeated_upload()
            throws Exception {
        Path data = Files.createDirectory(directory.resolve("data"));
        try (MountedDisk disk = new MountedDisk(directory, FileSystem.EXT4)) {
            try (ServerProcess server = serve(disk, disk.inside(), data)) {
                var ground = new DiskGround(server, disk.outside());
                ground.requirePut("sound.png", OLD);
                ground.requirePut("rotten.png", FRESH);
                server.stop();
            }
            disk.unmount();
            disk.disk().rot(FRESH);
            disk.mount();
            try (ServerProcess server = serve(disk, disk.inside(), data)) {
                assertThat(verified(server)).contains("\"damaged\":[\"rotten.png\"]");
                var ground = new DiskGround(server, disk.outside());
                assertThat(ground.put("rotten.png", FRESH).statusCode()).isEqualTo(200);
                assertThat(ground.put("sound.png", OLD).statusCode()).isEqualTo(200);
                assertThat(verified(server)).contains("\"damaged\":[]").contains("\"checked\":2");
                ground.requireServed("rotten.png", FRESH);
                assertThat(server.apiText("/v1/changes?after=0").lines())
                        .as("a change for each upload that was one")
                        .hasSize(3);
            }
        }
    }

    private static String verified(ServerProcess server) throws Exception {
        HttpResponse<byte[]> begun = server.api("POST", "/v1/verify", new byte[0]);
        assertThat(begun.statusCode()).as(LocalServer.text(begun)).isEqualTo(202);
        String location = begun.headers().firstValue("Location").orElseThrow();
        Until.so("all is verified", () -> server.apiText(location).contains("\"state\":\"done\""));
        return server.apiText(location);
    }

    @Test
    void a_disk_that_stops_writing_takes_no_upload_and_loses_none() throws Exception {
        try (MountedDisk disk = new MountedDisk(directory, FileSystem.EXT4)) {
            try (ServerProcess server = serve(disk, disk.inside(), disk.inside().resolve(".imago"))) {
                var ground = new DiskGround(server, disk.outside());
                ground.requirePut("a/old.png", OLD);
                disk.disk().fail(false, true);

                DiskGround.requireProblem(ground.put("a/old.png", FRESH), 503, "disk");
                DiskGround.requireProblem(ground.put("b/new.png", FRESH), 503, "");
                HttpResponse<byte[]> served = server.get("/a/old.png");
                assertThat(served.statusCode()).isEqualTo(200);
                assertThat(served.body()).isIn(OLD, FRESH);
                server.kill();
            }
            // The kernel writes to it no more until it is mounted anew.
            disk.disk().fail(false, false);
            disk.disk().stop();
            disk.disk().lose(new Random(1));
            disk.unmount();
            disk.mount();
            try (ServerProcess server = serve(disk, disk.inside(), disk.inside().resolve(".imago"))) {
                var ground = new DiskGround(server, disk.outside());
                assertThat(server.get("/a/old.png").body()).isIn(OLD, FRESH);
                ground.requireAgreement();
                ground.requireNoSpoolFiles();
                ground.requirePut("b/new.png", FRESH);
            }
        }
    }
}
