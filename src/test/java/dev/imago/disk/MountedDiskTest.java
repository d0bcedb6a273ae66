package dev.imago.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was synced is there after a power loss, and of what was not something is missing: else the other tests prove nothing. */
@Tag("slow")
final class MountedDiskTest {
    private static final int FILES = 40;

    @TempDir
    Path directory;

    @Test
    void what_was_synced_survives_and_of_the_rest_something_is_lost() throws Exception {
        byte[] content = new byte[50_000];
        try (MountedDisk disk = new MountedDisk(directory, FileSystem.EXT4)) {
            for (int i = 0; i < FILES; i++) {
                Path file = disk.outside().resolve("synced" + i);
                Files.write(file, content);
                force(file);
            }
            for (int i = 0; i < FILES; i++) {
                Files.write(disk.outside().resolve("cached" + i), content);
            }
            disk.disk().stop();
            disk.disk().lose(new Random(1));
            disk.unmount();
            disk.mount();
            int lost = 0;
            for (int i = 0; i < FILES; i++) {
                assertThat(disk.outside().resolve("synced" + i)).hasSize(content.length);
                Path cached = disk.outside().resolve("cached" + i);
                lost += Files.exists(cached) && Files.size(cached) == content.length ? 0 : 1;
            }
            assertThat(lost).isPositive();
            System.out.println(lost + " of " + FILES + " files that nobody synced were lost; "
                    + disk.disk().writes() + " writes, " + disk.disk().flushes() + " flushes");
        }
    }

    private static void force(Path file) throws Exception {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
