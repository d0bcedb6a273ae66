package dev.imago.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.disk.GlusterVolume;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Staging;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A folder on a share whose client process dies, so that every handle is worth nothing, and which is mounted anew. */
@Tag("slow")
final class StaleFolderTest {
    private static final Locator IMAGE = new Locator("a.jpg");

    @Test
    void a_share_that_is_mounted_anew_is_taken_up_again_and_what_lies_below_its_place_is_not() throws Exception {
        GlusterVolume volume = GlusterVolume.shared();
        Path mount = volume.mount("stale");
        try (FolderStore store = new FolderStore("share", mount, Durability.FSYNC, "node1", Sharing.SHARED)) {
            put(store, "a.jpg");
            assertThat(store.stat(IMAGE)).isPresent();
            volume.unmount(mount);
            Files.createDirectories(mount.resolve(".imago/incoming"));
            Files.writeString(mount.resolve("a.jpg"), "not the image");
            assertFails(() -> store.stat(IMAGE));
            assertFails(() -> put(store, "b.jpg"));
            assertThat(mount.resolve("b.jpg")).doesNotExist();
            volume.mount("stale");
            assertThat(store.stat(IMAGE).orElseThrow().size()).isEqualTo(5);
            put(store, "c.jpg");
            assertThat(store.stat(new Locator("c.jpg"))).isPresent();
        }
    }

    private static void put(FolderStore store, String key) throws IOException {
        byte[] bytes = {1, 2, 3, 4, 5};
        Path file = store.capability(Staging.class).orElseThrow().newSpoolFile();
        Files.write(file, bytes);
        store.put(ImageKey.of(key), new Content(file, bytes.length, Digest.of(bytes), Format.JPEG));
    }

    private static void assertFails(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
    }
}
