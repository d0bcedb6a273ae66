package dev.imago.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Walks of a folder in which not everything may be read. */
final class FolderWalkTest {
    @TempDir
    Path folder;

    private final AtomicInteger errno = new AtomicInteger(Errno.EACCES);
    private final List<String> listed = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();
    private String refused = "lost+found";
    private Root root;

    @BeforeEach
    void open() throws IOException {
        for (String directory : List.of("a", "lost+found", "z")) {
            Files.createDirectory(folder.resolve(directory));
            Files.writeString(folder.resolve(directory + "/image.png"), "x");
        }
        root = new Root(folder, true, path -> path.equals(refused) ? errno.get() : 0);
    }

    @AfterEach
    void close() {
        root.close();
    }

    @Test
    void a_directory_that_may_not_be_entered_is_told_and_the_others_are_walked() {
        for (int error : new int[] {Errno.EACCES, Errno.EIO, Errno.ESTALE}) {
            errno.set(error);
            listed.clear();
            unreadable.clear();
            list("");
            assertThat(listed).containsExactlyInAnyOrder("a/image.png", "z/image.png");
            assertThat(unreadable).containsExactly("lost+found/");
        }
    }

    @Test
    void a_walk_that_begins_in_such_a_directory_tells_it_too() {
        list("lost+found/");
        assertThat(listed).isEmpty();
        assertThat(unreadable).containsExactly("lost+found/");
    }

    @Test
    void a_directory_that_is_gone_again_is_not_told() {
        errno.set(Errno.ENOENT);
        list("");
        assertThat(listed).hasSize(2);
        assertThat(unreadable).isEmpty();
    }

    @Test
    void a_folder_that_cannot_be_read_itself_ends_the_walk() {
        refused = ".";
        assertThatThrownBy(() -> list("")).isInstanceOf(Fault.class);
    }

    @Test
    void a_name_that_would_forge_a_line_of_the_log_is_told_to_nobody() throws IOException {
        refused = "x\n2026-01-02 ERROR forged";
        Files.createDirectory(folder.resolve(refused));
        Files.writeString(folder.resolve("a/\u001b[2J.png"), "x");
        list("");
        assertThat(listed).containsExactlyInAnyOrder("a/image.png", "lost+found/image.png", "z/image.png");
        assertThat(unreadable).isEmpty();
    }

    private void list(String prefix) {
        FolderWalk.list(
                root, prefix, entry -> listed.add(entry.key().value()), (where, fault) -> unreadable.add(where));
    }
}
