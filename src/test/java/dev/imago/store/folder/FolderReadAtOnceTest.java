package dev.imago.store.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.store.Locator;
import dev.imago.store.ReadingAtOnce;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A known version is read in one step, and no other one. */
final class FolderReadAtOnceTest {
    private static final Locator HERE = new Locator("a.jpg");

    @TempDir
    Path folder;

    private FolderStore store;
    private String known;

    @BeforeEach
    void open() throws IOException {
        Files.writeString(folder.resolve("a.jpg"), "first");
        Files.writeString(folder.resolve(".hidden.jpg"), "first");
        store = new FolderStore("folder", folder, Durability.OS, "test");
        known = store.stat(HERE).orElseThrow().validator();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private boolean reads(Locator locator, String validator, ByteBuffer into) {
        return store.capability(ReadingAtOnce.class).orElseThrow().read(locator, validator, into);
    }

    @Test
    void the_version_that_is_known() {
        ByteBuffer into = ByteBuffer.allocateDirect(5);
        assertThat(reads(HERE, known, into)).isTrue();
        byte[] bytes = new byte[5];
        into.flip().get(bytes);
        assertThat(bytes).asString().isEqualTo("first");
    }

    @Test
    void nothing_else() throws IOException {
        assertThat(reads(new Locator("none.jpg"), known, ByteBuffer.allocateDirect(5)))
                .isFalse();
        assertThat(reads(new Locator(".hidden.jpg"), known, ByteBuffer.allocateDirect(5)))
                .isFalse();
        assertThat(reads(HERE, known, ByteBuffer.allocateDirect(4))).isFalse();
        assertThat(reads(HERE, "another", ByteBuffer.allocateDirect(5))).isFalse();
        Files.writeString(folder.resolve("a.jpg"), "other");
        assertThat(reads(HERE, known, ByteBuffer.allocateDirect(5))).isFalse();
    }
}
