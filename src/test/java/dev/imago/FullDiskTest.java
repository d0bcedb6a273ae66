package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.disk.FileSystem;
import dev.imago.disk.MountedDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server on small disks that have no room, no inodes, or must not be written to. Only root can mount them. */
@Tag("slow")
final class FullDiskTest {
    private static final long SMALL = 24 << 20;
    private static final List<String> JVM = List.of("-cp", System.getProperty("java.class.path"));
    private static final byte[] OLD = DiskGround.image(1, 20_000);
    private static final byte[] FRESH = DiskGround.image(2, 30_000);

    @TempDir
    Path directory;

    /** The images are on the disk, the data directory is elsewhere. */
    private ServerProcess imagesOn(MountedDisk disk) throws IOException {
        Path data = Files.createDirectory(directory.resolve("data"));
        return serve(disk, disk.inside(), Map.of("IMAGO_DATA", data.toString()));
    }

    private ServerProcess serve(MountedDisk disk, Path folder, Map<String, String> variables) {
        return ServerProcess.serveIn(disk.enter(), JVM, folder, directory.resolve("server.log"), variables);
    }

    /** Takes all the room, and returns what takes it. */
    private static Path fill(Path folder) throws IOException {
        Path filler = folder.resolve(".filler");
        for (int size = 1 << 20; size > 0; size /= 2) {
            try (OutputStream out =
                    Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                while (true) {
                    out.write(new byte[size]);
                }
            } catch (IOException full) {
                // With the next smaller piece.
            }
        }
        return filler;
    }

    @Test
    void a_folder_without_room_takes_no_upload_serves_and_deletes_and_goes_on_when_there_is_room() throws Exception {
        try (MountedDisk disk = new MountedDisk(directory, FileSystem.EXT4, SMALL, "");
                ServerProcess server = imagesOn(disk)) {
            var ground = new DiskGround(server, disk.outside());
            ground.requirePut("a/old.png", OLD);
            ground.requirePut("a/other.png", OLD);
            Path filler = fill(disk.outside());

            DiskGround.requireProblem(ground.put("a/old.png", FRESH), 507, "no room");
            DiskGround.requireProblem(ground.put("b/new.png", FRESH), 507, "no room");
            DiskGround.requireProblem(form(server, FRESH), 507, "no room");
            ground.requireServed("a/old.png", OLD);
            ground.requireNoSpoolFiles();
            ground.requireAgreement();
            assertThat(server.api("DELETE", "/v1/images/a/other.png", new byte[0])
                            .statusCode())
                    .isEqualTo(204);

            Files.delete(filler);
            ground.requirePut("a/old.png", FRESH);
            ground.requirePut("b/new.png", FRESH);
            ground.requireAgreement();
        }
    }

    @Test
    void a_folder_without_inodes_takes_no_upload_and_goes_on_when_there_are_some() throws Exception {
        try (MountedDisk disk = new MountedDisk(directory, FileSystem.EXT4, SMALL, "-N 64");
                ServerProcess server = imagesOn(disk)) {
            var ground = new DiskGround(server, disk.outside());
            ground.requirePut("a/old.png", OLD);
            Path fillers = Files.createDirectory(disk.outside().resolve(".fillers"));
            int made = 0;
            try {
                for (; made < 64; made++) {
                    Files.createFile(fillers.resolve("file" + made));
                }
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("No space");
            }
            assertThat(made).isLessThan(64);

            DiskGround.requireProblem(ground.put("a/old.png", FRESH), 507, "no room");
            DiskGround.requireProblem(ground.put("b/new.png", FRESH), 507, "no room");
            ground.requireServed("a/old.png", OLD);
            ground.requireAgreement();

            for (int i = 0; i < 4; i++) {
                Files.delete(fillers.resolve("file" + i));
            }
            ground.requirePut("a/old.png", FRESH);
            ground.requirePut("b/new.png", FRESH);
            ground.requireNoSpoolFiles();
            ground.requireAgreement();
        }
    }

    @Test
    void a_data_directory_without_room_takes_no_upload_serves_and_goes_on_when_there_is_room() throws Exception {
        Path folder = Files.createDirectory(directory.resolve("images"));
        try (MountedDisk disk = new MountedDisk(directory, FileSystem.EXT4, SMALL, "");
                ServerProcess server =
                        serve(disk, folder, Map.of("IMAGO_DATA", disk.inside().toString()))) {
            var ground = new DiskGround(server, folder);
            ground.requirePut("a/old.png", OLD);
            Path filler = fill(disk.outside());

            HttpResponse<byte[]> refused = ground.put("n/0.png", FRESH);
            for (int i = 1; i < 200 && refused.statusCode() == 201; i++) {
                // The log of the database may have room left in what it has taken already.
                refused = ground.put("n/" + i + ".png", FRESH);
            }
            DiskGround.requireProblem(refused, 507, "full");
            ground.requireServed("a/old.png", OLD);
            Files.write(folder.resolve("dropped.png"), FRESH);
            ground.requireServed("dropped.png", FRESH);

            Files.delete(filler);
            Until.so("uploads are taken", () -> ground.put("a/old.png", FRESH).statusCode() == 200);
            ground.requireServed("a/old.png", FRESH);
            ground.requireAgreement();
        }
    }

    @Test
    void a_folder_that_becomes_read_only_serves_takes_no_upload_and_goes_on_when_it_is_writable() throws Exception {
        try (MountedDisk disk = new MountedDisk(directory, FileSystem.EXT4, SMALL, "");
                ServerProcess server = imagesOn(disk)) {
            var ground = new DiskGround(server, disk.outside());
            ground.requirePut("a/old.png", OLD);
            disk.sh("mount -o remount,ro " + disk.inside());

            DiskGround.requireProblem(ground.put("a/old.png", FRESH), 503, "read-only");
            HttpResponse<byte[]> delete = server.api("DELETE", "/v1/images/a/old.png", new byte[0]);
            DiskGround.requireProblem(delete, 503, "read-only");
            ground.requireServed("a/old.png", OLD);
            ground.requireAgreement();

            disk.sh("mount -o remount,rw " + disk.inside());
            ground.requirePut("a/old.png", FRESH);
            ground.requirePut("b/new.png", FRESH);
            ground.requireAgreement();
        }
    }

    private static HttpResponse<byte[]> form(ServerProcess server, byte[] image) throws Exception {
        var body = new ByteArrayOutputStream();
        body.writeBytes(("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.png\"\r\n"
                        + "Content-Type: image/png\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        body.writeBytes(image);
        body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
        return server.api(
                "POST",
                "/v1/images?prefix=form/",
                body.toByteArray(),
                "Content-Type",
                "multipart/form-data; boundary=b");
    }
}
