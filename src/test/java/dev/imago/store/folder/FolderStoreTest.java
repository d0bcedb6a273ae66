package dev.imago.store.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Staging;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What a folder does beyond the contract, since other programs use it as well; with openat2 and without. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
final class FolderStoreTest {
    private final boolean openat2;

    @TempDir
    Path temporary;

    private Path folder;
    private FolderStore store;

    FolderStoreTest(boolean openat2) {
        this.openat2 = openat2;
    }

    @BeforeEach
    void open() throws IOException {
        folder = Files.createDirectories(temporary.resolve("served"));
        store = new FolderStore("folder", folder, Durability.FSYNC, "node1", Sharing.LOCAL, openat2);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_link_that_leads_out_is_absent_and_one_inside_is_served() throws IOException {
        write(temporary.resolve("secret.jpg"), "secret");
        Files.createDirectories(temporary.resolve("served-not/x"));
        write(temporary.resolve("served-not/x/a.jpg"), "secret");
        write(folder.resolve("real/a.jpg"), "inside");
        write(folder.resolve(".git/config"), "hidden");
        link("out-relative.jpg", "../secret.jpg");
        link("out-absolute.jpg", temporary.resolve("secret.jpg").toString());
        link("out-directory", "../served-not");
        link("sibling", temporary.resolve("served-not").toString());
        link("proc", "/proc/self/root");
        link("to-hidden.jpg", ".git/config");
        link("dangling.jpg", "nowhere");
        link("loop", "loop");
        link("in-relative.jpg", "real/a.jpg");
        link("in-absolute.jpg", folder.resolve("real/a.jpg").toString());
        link("in-directory", "real");
        link("real/up", "..");
        for (String out : List.of(
                "out-relative.jpg",
                "out-absolute.jpg",
                "out-directory/x/a.jpg",
                "sibling/x/a.jpg",
                "proc/etc/passwd",
                "to-hidden.jpg",
                "dangling.jpg",
                "loop",
                "loop/a.jpg")) {
            assertThat(store.stat(new Locator(out))).as(out).isEmpty();
            assertThat(store.open(new Locator(out), ByteRange.ALL)).as(out).isEmpty();
        }
        for (String in : List.of("in-relative.jpg", "in-absolute.jpg", "in-directory/a.jpg", "real/up/real/a.jpg")) {
            assertThat(read(in)).as(in).isEqualTo("inside");
        }
        List<String> listed = new ArrayList<>();
        store.list("", entry -> listed.add(entry.key().value()));
        assertThat(listed)
                .containsExactlyInAnyOrder("real/a.jpg", "in-relative.jpg", "in-absolute.jpg", "in-directory/a.jpg");
        assertThatThrownBy(() -> put("out-directory/new.jpg", "x"))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.FORBIDDEN));
        assertThat(temporary.resolve("served-not/new.jpg")).doesNotExist();
        assertThat(store.delete(new Locator("out-relative.jpg"))).isFalse();
    }

    @Test
    void only_regular_files_are_images() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", folder.resolve("fifo.jpg").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createDirectories(folder.resolve("directory.jpg"));
        Process device = new ProcessBuilder("mknod", folder.resolve("null.jpg").toString(), "c", "1", "3").start();
        device.waitFor(); // refused without privileges; the name is then absent all the same
        for (String name : List.of("fifo.jpg", "directory.jpg", "null.jpg")) {
            assertThat(store.stat(new Locator(name))).isEmpty();
            assertThat(store.open(new Locator(name), ByteRange.ALL)).isEmpty();
            assertThat(store.delete(new Locator(name))).isFalse();
            assertThat(store.settled(new Locator(name))).isTrue();
        }
    }

    @Test
    void an_overwrite_in_place_is_told_to_who_reads() throws IOException {
        byte[] old = new byte[300_000];
        Files.write(folder.resolve("a.jpg"), old);
        try (Blob blob = store.open(new Locator("a.jpg"), ByteRange.ALL).orElseThrow()) {
            blob.read(ByteBuffer.allocate(1000));
            byte[] other = new byte[300_000];
            Arrays.fill(other, (byte) 1);
            try (OutputStream out = Files.newOutputStream(folder.resolve("a.jpg"), StandardOpenOption.WRITE)) {
                out.write(other);
            }
            assertThatThrownBy(() -> blob.read(ByteBuffer.allocate(1000)))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.CHANGED));
        }
    }

    @Test
    void overwrites_in_place_of_equal_size_in_quick_succession_are_different_versions() throws IOException {
        Set<String> validators = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            Files.write(folder.resolve("same.jpg"), new byte[] {(byte) i});
            String validator = store.stat(new Locator("same.jpg")).orElseThrow().validator();
            assertThat(validators.add(validator)).isTrue();
        }
    }

    @Test
    void a_removed_or_linked_file_is_read_to_its_end() throws IOException {
        write(folder.resolve("a.jpg"), "0123456789");
        try (Blob blob = store.open(new Locator("a.jpg"), ByteRange.ALL).orElseThrow()) {
            ByteBuffer buffer = ByteBuffer.allocate(4);
            blob.read(buffer);
            Files.createLink(folder.resolve("backup.jpg"), folder.resolve("a.jpg"));
            assertThat(blob.read(buffer.clear())).isEqualTo(4);
            Files.delete(folder.resolve("a.jpg"));
            assertThat(blob.read(buffer.clear())).isEqualTo(2);
            assertThat(new String(buffer.array(), 0, 2, StandardCharsets.UTF_8)).isEqualTo("89");
        }
    }

    @Test
    void a_file_is_settled_once_its_writer_has_closed_it() throws IOException {
        Locator locator = new Locator("growing.jpg");
        try (OutputStream out = Files.newOutputStream(folder.resolve("growing.jpg"))) {
            out.write(1);
            assertThat(store.settled(locator)).isFalse();
            Instant quiet = Instant.now().plusMillis(100);
            eventually(() -> Instant.now().isAfter(quiet));
            assertThat(store.settled(locator)).isFalse();
        }
        eventually(() -> store.settled(locator));
        assertThat(store.settled(new Locator("absent.jpg"))).isTrue();
    }

    @Test
    void conflicts_are_named_and_change_nothing() throws IOException {
        write(folder.resolve("a/b.jpg"), "x");
        assertConflict("a", "names a folder");
        assertConflict("a/b.jpg/c.jpg", "is a file");
        assertThat(read("a/b.jpg")).isEqualTo("x");
        assertThat(folder.resolve(".imago/incoming")).isEmptyDirectory();
    }

    @Test
    void stored_files_have_the_mode_of_files_that_a_web_server_reads() throws IOException {
        Staging staging = store.capability(Staging.class).orElseThrow();
        Path file = staging.newSpoolFile();
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.write(file, new byte[] {1});
        store.put(ImageKey.of("m/a.jpg"), new Content(file, 1, Digest.of(new byte[] {1}), Format.JPEG));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("m/a.jpg"))))
                .startsWith("rw-")
                .doesNotContain("x");
    }

    @Test
    void bytes_that_another_program_wrote_during_the_exchange_do_not_get_the_mark_of_the_put() throws IOException {
        byte[] ours = "ours".getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(store.capability(Staging.class).orElseThrow().newSpoolFile(), ours);
        var stored = store.put(
                ImageKey.of("m/a.jpg"),
                new Content(file, ours.length, Digest.of(ours), Format.JPEG, () -> overwrite(file, "them")));
        assertThat(read("m/a.jpg")).isEqualTo("them");
        assertThat(store.stat(stored.locator()).orElseThrow().validator())
                .isNotEqualTo(stored.stat().validator());
    }

    private static void overwrite(Path file, String text) {
        try {
            Files.writeString(file, text, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_start_removes_what_the_node_left_and_what_others_left_a_day_ago() throws IOException {
        Path incoming = folder.resolve(".imago/incoming");
        Instant now = Instant.now();
        leftover(incoming.resolve("node1-old"), now.minusSeconds(60));
        leftover(incoming.resolve("node1-b-other"), now.minusSeconds(60));
        leftover(incoming.resolve("node2-recent"), now.minus(Duration.ofHours(23)));
        leftover(incoming.resolve("node2-old"), now.minus(Duration.ofHours(25)));
        new FolderStore("again", folder, Durability.OS, "node1", Sharing.LOCAL, openat2).close();
        try (var files = Files.list(incoming)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("node1-b-other", "node2-recent");
        }
    }

    @Test
    void a_folder_that_is_not_there_is_refused() {
        assertThatThrownBy(() ->
                        new FolderStore("x", temporary.resolve("none"), Durability.OS, "n", Sharing.LOCAL, openat2))
                .isInstanceOf(Fault.class);
    }

    @Test
    void openat2_is_used_unless_it_is_refused() {
        try (Root root = new Root(folder, openat2)) {
            assertThat(root.usesOpenat2()).isEqualTo(openat2);
        }
    }

    private void assertConflict(String key, String reason) {
        assertThatThrownBy(() -> put(key, "new")).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.CONFLICT);
            assertThat(fault.message()).contains(reason);
        });
    }

    private void put(String key, String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            Path file = Files.write(temporary.resolve("spool"), bytes);
            store.put(ImageKey.of(key), new Content(file, bytes.length, Digest.of(bytes), Format.JPEG));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String read(String path) {
        try (Blob blob = store.open(new Locator(path), ByteRange.ALL).orElseThrow()) {
            ByteBuffer buffer = ByteBuffer.allocate(100);
            while (blob.read(buffer) > 0) {}
            return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
        }
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), Path.of(target));
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static void leftover(Path file, Instant modified) throws IOException {
        Files.setLastModifiedTime(Files.createFile(file), FileTime.from(modified));
    }

    private static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
