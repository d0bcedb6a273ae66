package dev.imago.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void a_new_one_is_for_its_owner_only() throws IOException {
        Path path = folder.resolve("new/data");
        try (DataDirectory data = DataDirectory.take(path)) {
            assertThat(modeOf(data.path())).isEqualTo("rwx------");
        }
    }

    @Test
    void one_that_is_there_keeps_the_permissions_that_somebody_gave_it() throws IOException {
        Path path = Files.createDirectory(
                folder.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        try (DataDirectory data = DataDirectory.take(path)) {
            assertThat(modeOf(data.path())).isEqualTo("rwxr-x---");
        }
    }

    private static String modeOf(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
