package dev.imago.store.fastdfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Locator;
import dev.imago.store.Relocating;
import dev.imago.store.Stored;
import dev.imago.store.fastdfs.Peer.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of an acknowledged file, and what becomes of it, with storages that lose what they took. */
final class KeeperTest {
    private static final byte[] BYTES = Ground.random(40_000);
    private static final ImageKey KEY = ImageKey.of("a/" + "ü".repeat(100) + ".jpg");

    @TempDir
    Path directory;

    private final Map<FileId, String> held = new ConcurrentHashMap<>();
    private final Map<ImageKey, Locator> catalog = new ConcurrentHashMap<>();
    private volatile boolean catalogDown;
    private volatile int uploads;
    private volatile String notes = "";
    private Peer one;
    private Peer other;
    private Peer tracker;
    private Optional<FastDfsStore> store = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        one = storage("one");
        other = storage("other");
        tracker = Peer.tracker(900, one, other);
    }

    @AfterEach
    void stop() throws IOException {
        store.ifPresent(FastDfsStore::close);
        one.close();
        other.close();
        tracker.close();
    }

    /** One that shows the files which {@link #held} names it or "both" for. */
    private Peer storage(String name) throws IOException {
        return new Peer()
                .on(Command.UPLOAD, body -> {
                    FileId id = FileIdTest.id("127.0.0." + ++uploads, body.length - 15);
                    held.put(id, "lost");
                    return Reply.body((id.group() + "\0".repeat(10) + id.name()).getBytes(StandardCharsets.US_ASCII));
                })
                .on(
                        Command.FILE_INFO,
                        body -> shows(name, body)
                                ? Reply.body(ByteBuffer.allocate(40)
                                        .putLong(BYTES.length)
                                        .array())
                                : Reply.status(2))
                .on(Command.DOWNLOAD, body -> Reply.status(2))
                .on(Command.DELETE, body -> {
                    held.remove(file(body));
                    return Reply.status(0);
                })
                .on(Command.SET_METADATA, body -> {
                    notes = new String(body, StandardCharsets.UTF_8);
                    return Reply.status(0);
                });
    }

    private boolean shows(String name, byte[] body) {
        String where = held.getOrDefault(file(body), "gone");
        return where.equals(name) || where.equals("both");
    }

    private static FileId file(byte[] body) {
        String name = new String(body, 16, body.length - 16, StandardCharsets.US_ASCII);
        return FileId.parse("group1/" + name).orElseThrow();
    }

    private FastDfsStore open(boolean told) {
        store.ifPresent(FastDfsStore::close);
        var opened = new FastDfsStore(
                "fastdfs",
                Ground.settings(Duration.ofSeconds(2), 8, tracker.address()),
                List.of(),
                Optional.empty(),
                directory.resolve("spool"),
                true,
                Ground.QUICK);
        if (told) {
            opened.tell(new Register());
        }
        store = Optional.of(opened);
        return opened;
    }

    /** A catalog that is a map. */
    private final class Register implements Relocating.Register {
        @Override
        public boolean knows(ImageKey key, Locator locator) {
            if (catalogDown) {
                throw new Fault(Fault.Kind.UNAVAILABLE, "down");
            }
            return locator.equals(catalog.get(key));
        }

        @Override
        public boolean moved(ImageKey key, Locator from, Stored to) {
            return knows(key, to.locator()) || (knows(key, from) && catalog.replace(key, from, to.locator()));
        }
    }

    private Locator put(FastDfsStore into) throws IOException {
        Locator locator = into.put(KEY, Ground.content(directory, BYTES)).locator();
        catalog.put(KEY, locator);
        return locator;
    }

    private List<String> spooled() {
        try (Stream<Path> files = Files.list(directory.resolve("spool"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static FileId id(Locator locator) {
        return FileId.parse(locator.value()).orElseThrow();
    }

    @Test
    void what_one_storage_has_is_kept_and_what_two_have_is_let_go_with_notes_beside_it() throws Exception {
        FastDfsStore opened = open(true);
        Locator locator = put(opened);
        held.put(id(locator), "one");
        int asked = other.asked(Command.FILE_INFO);
        Eventually.holds(() -> other.asked(Command.FILE_INFO) > asked + 2);
        assertThat(spooled()).hasSize(2);
        held.put(id(locator), "both");
        Eventually.holds(() -> spooled().isEmpty());
        assertThat(notes)
                .contains("key\u0002a/" + "ü".repeat(58) + "\u0001")
                .contains("key1\u0002" + "ü".repeat(42) + ".jpg\u0001")
                .contains("sha256\u0002" + Digest.of(BYTES).hex())
                .contains("type\u0002image/jpeg");
        assertThat(uploads).isEqualTo(1);
    }

    @Test
    void what_no_storage_has_any_more_is_read_from_here() throws Exception {
        FastDfsStore opened = open(false);
        Locator locator = put(opened);
        assertThat(Ground.read(opened, locator)).contains(BYTES);
        assertThat(opened.stat(locator))
                .hasValueSatisfying(stat -> assertThat(stat.size()).isEqualTo(BYTES.length));
        one.close();
        other.close();
        assertThat(Ground.read(opened, locator)).contains(BYTES);
    }

    @Test
    void what_was_lost_is_uploaded_anew_and_the_catalog_follows() throws Exception {
        FastDfsStore opened = open(true);
        Locator first = put(opened);
        Eventually.holds(() -> !catalog.get(KEY).equals(first));
        assertThat(Ground.read(opened, catalog.get(KEY))).contains(BYTES);
        held.put(id(catalog.get(KEY)), "both");
        Eventually.holds(() -> spooled().isEmpty());
        assertThat(held).containsOnlyKeys(id(catalog.get(KEY)));
    }

    @Test
    void what_a_process_left_when_it_died_is_kept_by_the_next() throws Exception {
        FastDfsStore opened = open(false);
        Locator first = put(opened);
        opened.close();
        Files.write(directory.resolve("spool").resolve("half.body"), BYTES);
        Files.write(directory.resolve("spool").resolve("half.entry.next"), BYTES);
        FastDfsStore next = open(false);
        assertThat(spooled()).hasSize(2);
        assertThat(Ground.read(next, first)).contains(BYTES);
        held.put(id(first), "both");
        Eventually.holds(() -> spooled().isEmpty());
    }

    @Test
    void a_process_that_died_before_the_catalog_heard_of_a_move_tells_it_at_its_next_start() throws Exception {
        catalogDown = true;
        FastDfsStore opened = open(true);
        Locator first = put(opened);
        Eventually.holds(() -> uploads == 2);
        Eventually.holds(() -> entry().lines().toList().get(2).equals(first.value()));
        opened.close();
        assertThat(catalog).containsValue(first);
        catalogDown = false;
        FastDfsStore next = open(true);
        assertThat(Ground.read(next, first)).contains(BYTES);
        Eventually.holds(() -> !catalog.get(KEY).equals(first));
        assertThat(uploads).isEqualTo(2);
    }

    @Test
    void what_a_process_put_that_died_before_it_was_an_image_is_removed_by_the_next() throws Exception {
        FastDfsStore opened = open(true);
        Locator lost = put(opened);
        opened.close();
        catalog.clear();
        held.put(id(lost), "both");
        FastDfsStore next = open(true);
        Eventually.holds(() -> held.isEmpty() && spooled().isEmpty());
        assertThat(next.stat(lost)).isEmpty();

        Locator kept = put(next);
        held.put(id(kept), "one");
        next.close();
        FastDfsStore third = open(true);
        held.put(id(kept), "both");
        Eventually.holds(() -> spooled().isEmpty());
        assertThat(held).containsOnlyKeys(id(kept));
        assertThat(third.stat(kept)).isPresent();
    }

    private String entry() throws IOException {
        String name = spooled().stream()
                .filter(one -> one.endsWith(".entry"))
                .findFirst()
                .orElseThrow();
        return Files.readString(directory.resolve("spool").resolve(name));
    }

    @Test
    void what_was_replaced_before_it_could_be_uploaded_anew_is_deleted_again() throws Exception {
        FastDfsStore opened = open(true);
        Locator first = put(opened);
        catalog.put(KEY, new Locator("elsewhere"));
        Eventually.holds(() -> uploads == 2 && spooled().isEmpty());
        assertThat(catalog).containsValue(new Locator("elsewhere"));
        assertThat(held).containsOnlyKeys(id(first));
    }

    @Test
    void what_is_deleted_while_only_this_node_has_it_stays_deleted() throws Exception {
        FastDfsStore opened = open(true);
        Locator locator = put(opened);
        assertThat(opened.delete(locator)).isTrue();
        assertThat(opened.delete(locator)).isFalse();
        assertThat(spooled()).isEmpty();
        assertThat(opened.stat(locator)).isEmpty();
    }

    @Test
    void an_entry_that_the_disk_has_damaged_stays_for_whoever_looks() throws Exception {
        FastDfsStore opened = open(false);
        var _ = put(opened);
        opened.close();
        String name = spooled().stream()
                .filter(one -> one.endsWith(".entry"))
                .findFirst()
                .orElseThrow();
        Files.writeString(directory.resolve("spool").resolve(name), "imago-fastdfs 1\nnonsense");
        var _ = open(false);
        assertThat(spooled()).hasSize(2);
    }
}
