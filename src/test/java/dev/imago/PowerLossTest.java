package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.disk.FileSystem;
import dev.imago.disk.MountedDisk;
import dev.imago.image.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Takes the power from a real server's disk at random points under load: what was not flushed reaches it in part, in any order, or not at
 * all. {@code bench/crash} does it for longer. Only root can mount the disk.
 */
@Tag("slow")
final class PowerLossTest {
    private static final int LOSSES = 6;

    @TempDir
    static Path java;

    @TempDir
    Path directory;

    private static List<String> jvm;

    @BeforeAll
    static void prepare() throws IOException {
        jvm = QuickStart.prepare(java, java.resolve("server.log"));
    }

    private PoweredMachine machine(MountedDisk disk, Optional<Path> catalog, Map<String, String> more) {
        return new PoweredMachine(disk, jvm, directory.resolve("server.log"), catalog, more);
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void whatever_was_acknowledged_survives_the_loss_of_power() throws Exception {
        require(Optional.empty());
    }

    /** On one disk, the syncs of the database would make the file system write the names of images as well. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void so_it_does_with_the_catalog_on_another_disk() throws Exception {
        require(Optional.of(Files.createDirectory(directory.resolve("data"))));
    }

    private void require(Optional<Path> catalog) throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        try (MountedDisk disk = new MountedDisk(directory, FileSystem.EXT4)) {
            new Lives(machine(disk, catalog, Map.of()), seed).run(LOSSES, LOSSES / 5, (life, acknowledged) -> {});
            System.out.println(disk.disk().writes() + " writes, " + disk.disk().flushes() + " flushes");
        }
    }

    /** While others write, their syncs would make it last as well. */
    @Test
    void an_upload_and_a_delete_last_although_nothing_else_is_synced() throws Exception {
        byte[] image = Samples.png(8, 8, 1);
        Path data = Files.createDirectory(directory.resolve("data"));
        try (MountedDisk disk = new MountedDisk(directory, FileSystem.EXT4)) {
            Machine machine = machine(disk, Optional.of(data), Map.of());
            try (ServerProcess server = machine.start()) {
                assertThat(server.api("PUT", "/v1/images/new/folder/a.png", image)
                                .statusCode())
                        .isEqualTo(201);
                machine.crash(server, new Random(1));
            }
            machine.recover();
            try (ServerProcess server = machine.start()) {
                assertThat(server.get("/new/folder/a.png").body()).isEqualTo(image);
                assertThat(server.api("DELETE", "/v1/images/new/folder/a.png", new byte[0])
                                .statusCode())
                        .isEqualTo(204);
                machine.crash(server, new Random(1));
            }
            machine.recover();
            assertThat(machine.folder().resolve("new/folder")).isEmptyDirectory();
        }
    }

    @Test
    void what_a_first_start_unpacks_is_whole_or_not_there_after_a_loss_of_power() throws Exception {
        byte[] library;
        try (var in = SQLiteJDBCLoader.class.getResourceAsStream(
                LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName())) {
            library = in.readAllBytes();
        }
        try (MountedDisk disk = new MountedDisk(directory, FileSystem.EXT4)) {
            Machine machine = machine(disk, Optional.empty(), Map.of());
            machine.crash(machine.start(), new Random(1));
            machine.recover();
            try (Stream<Path> files = Files.walk(machine.folder().resolve(".imago/native"))) {
                assertThat(files.filter(file -> file.toString().endsWith(".so")).toList())
                        .allSatisfy(file -> assertThat(file).hasBinaryContent(library));
            }
        }
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void a_server_that_leaves_syncing_to_the_system_loses_what_it_acknowledged() throws Exception {
        try (MountedDisk disk = new MountedDisk(directory, FileSystem.EXT4)) {
            Lives lives = new Lives(machine(disk, Optional.empty(), Map.of("IMAGO_DURABILITY", "os")), 1);
            assertThatThrownBy(() -> lives.run(LOSSES, 0, (life, acknowledged) -> {}))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("life");
        }
    }
}
