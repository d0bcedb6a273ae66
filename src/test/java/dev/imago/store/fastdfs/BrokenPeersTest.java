package dev.imago.store.fastdfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Answering;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.fastdfs.Peer.Reply;
import dev.imago.store.wrap.CircuitBreaker;
import dev.imago.store.wrap.CircuitBreakingStore;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a read or a write when a tracker or a storage is not sound, on real sockets. */
final class BrokenPeersTest {
    private static final int SIZE = 300_000;
    private static final byte[] BYTES = Ground.random(SIZE);
    private static final FileId FILE = FileIdTest.id("127.0.0.1", SIZE);
    private static final ImageKey KEY = ImageKey.of("a/b.jpg");

    @TempDir
    Path directory;

    private Peer one;
    private Peer other;
    private Peer tracker;
    private Optional<FastDfsStore> store = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        one = sound();
        other = sound();
        tracker = Peer.tracker(900, one, other);
    }

    @AfterEach
    void stop() throws IOException {
        store.ifPresent(FastDfsStore::close);
        one.close();
        other.close();
        tracker.close();
    }

    private FastDfsStore store(Address... trackers) {
        store.ifPresent(FastDfsStore::close);
        var opened = new FastDfsStore(
                "fastdfs",
                Ground.settings(Duration.ofMillis(400), 4, trackers),
                List.of(),
                Optional.empty(),
                directory.resolve("spool"),
                false,
                Pace.USUAL);
        store = Optional.of(opened);
        return opened;
    }

    private FastDfsStore store() {
        return store(tracker.address());
    }

    /** A storage that has one file. */
    private static Peer sound() throws IOException {
        return new Peer()
                .on(Command.DOWNLOAD, BrokenPeersTest::download)
                .on(
                        Command.FILE_INFO,
                        body -> Reply.body(ByteBuffer.allocate(40)
                                .putLong(SIZE)
                                .putLong(5)
                                .putLong(77)
                                .array()))
                .on(Command.DELETE, body -> Reply.status(0))
                .on(Command.SET_METADATA, body -> Reply.status(0))
                .on(Command.UPLOAD, body -> uploaded(body.length - 15));
    }

    private static Reply download(byte[] body) {
        ByteBuffer request = ByteBuffer.wrap(body);
        int offset = (int) request.getLong();
        return Reply.body(Arrays.copyOfRange(BYTES, offset, offset + (int) request.getLong()));
    }

    private static Reply uploaded(int size) {
        FileId id = FileIdTest.id("127.0.0.1", size);
        return Reply.body((id.group() + "\0".repeat(10) + id.name()).getBytes(StandardCharsets.US_ASCII));
    }

    private static void both(Command command, Peer.Script script, Peer... peers) {
        for (Peer peer : peers) {
            peer.on(command, script);
        }
    }

    private static void fails(Fault.Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(kind));
    }

    @Test
    void a_storage_that_breaks_off_in_the_middle_of_an_image_costs_the_reader_nothing() {
        for (Peer peer : List.of(one, other)) {
            one.on(Command.DOWNLOAD, BrokenPeersTest::download);
            other.on(Command.DOWNLOAD, BrokenPeersTest::download);
            peer.on(
                    Command.DOWNLOAD,
                    body -> Reply.cut(
                            Arrays.copyOf(BYTES, 20_000), ByteBuffer.wrap(body).getLong(8)));
            assertThat(Ground.read(store(), FILE.locator())).contains(BYTES);
        }
        assertThat(one.asked(Command.DOWNLOAD)).isPositive();
        assertThat(other.asked(Command.DOWNLOAD)).isPositive();
    }

    @Test
    void a_storage_that_hangs_is_given_up_and_rests() {
        var never = new CountDownLatch(1);
        one.on(Command.DOWNLOAD, body -> {
            never.await();
            return Reply.end();
        });
        FastDfsStore opened = store();
        long start = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThat(Ground.read(opened, FILE.locator())).contains(BYTES);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(one.asked(Command.DOWNLOAD)).isBetween(1, 10);
    }

    @Test
    void when_all_hang_the_reader_hears_of_it_in_time() {
        var never = new CountDownLatch(1);
        both(
                Command.DOWNLOAD,
                body -> {
                    never.await();
                    return Reply.end();
                },
                one,
                other);
        fails(Fault.Kind.TIMEOUT, () -> store().open(FILE.locator(), ByteRange.ALL));
    }

    @Test
    void what_is_no_answer_is_not_taken_for_an_image() {
        both(Command.DOWNLOAD, body -> new Reply(Peer.bytes("HTTP/1.1 400 Bad Request\r\n\r\n"), true), one, other);
        fails(Fault.Kind.UNAVAILABLE, () -> store().open(FILE.locator(), ByteRange.ALL));
    }

    @Test
    void a_copy_that_is_cut_short_is_not_served() {
        one.on(Command.DOWNLOAD, body -> Reply.body(Arrays.copyOf(BYTES, 10)));
        one.on(
                Command.FILE_INFO,
                body -> Reply.body(ByteBuffer.allocate(40).putLong(10).array()));
        assertThat(Ground.read(store(), FILE.locator())).contains(BYTES);
        assertThat(store.orElseThrow().stat(FILE.locator()))
                .hasValueSatisfying(stat -> assertThat(stat.size()).isEqualTo(SIZE));
        both(Command.DOWNLOAD, body -> Reply.body(Arrays.copyOf(BYTES, 10)), other);
        fails(Fault.Kind.UNAVAILABLE, () -> store.orElseThrow().open(FILE.locator(), ByteRange.ALL));
    }

    @Test
    void nobody_says_that_there_is_no_image_while_one_does_not_answer() {
        one.on(Command.DOWNLOAD, body -> Reply.status(2)).on(Command.FILE_INFO, body -> Reply.status(2));
        both(Command.DOWNLOAD, body -> Reply.end(), other);
        both(Command.FILE_INFO, body -> Reply.end(), other);
        FastDfsStore opened = store();
        fails(Fault.Kind.UNAVAILABLE, () -> opened.open(FILE.locator(), ByteRange.ALL));
        fails(Fault.Kind.UNAVAILABLE, () -> opened.stat(FILE.locator()));
        both(Command.DOWNLOAD, body -> Reply.status(2), other);
        both(Command.FILE_INFO, body -> Reply.status(2), other);
        assertThat(opened.open(FILE.locator(), ByteRange.ALL)).isEmpty();
        assertThat(opened.stat(FILE.locator())).isEmpty();
    }

    @Test
    void an_answer_of_exabytes_is_refused_before_there_is_room_made_for_it() {
        both(Command.FILE_INFO, body -> Reply.cut(new byte[10], Long.MAX_VALUE), one, other);
        fails(Fault.Kind.UNAVAILABLE, () -> store().stat(FILE.locator()));
    }

    @Test
    void after_status_2_a_connection_is_used_again_and_after_22_it_is_not() throws IOException {
        try (Peer alone = new Peer().on(Command.FILE_INFO, body -> Reply.status(2));
                Peer its = Peer.tracker(900, alone)) {
            FastDfsStore opened = store(its.address());
            for (int i = 0; i < 5; i++) {
                assertThat(opened.stat(FILE.locator())).isEmpty();
            }
            assertThat(alone.accepted()).isEqualTo(1);
            alone.on(Command.FILE_INFO, body -> new Reply(Reply.status(22).bytes(), false));
            for (int i = 0; i < 5; i++) {
                assertThat(opened.stat(FILE.locator())).isEmpty();
            }
            assertThat(alone.accepted()).isEqualTo(5);
        }
    }

    @Test
    void no_more_connections_are_made_than_allowed() throws IOException {
        try (Peer alone = sound();
                Peer its = Peer.tracker(900, alone)) {
            FastDfsStore opened = store(its.address());
            IntStream.range(0, 64)
                    .parallel()
                    .forEach(
                            i -> assertThat(Ground.read(opened, FILE.locator())).contains(BYTES));
            assertThat(alone.accepted()).isLessThanOrEqualTo(4);
        }
    }

    @Test
    void a_connection_that_has_died_while_it_rested_costs_no_upload() throws Exception {
        FastDfsStore opened = store();
        opened.put(KEY, Ground.content(directory, BYTES));
        opened.put(KEY, Ground.content(directory, BYTES));
        one.dropConnections();
        other.dropConnections();
        LockSupport.parkNanos(Duration.ofMillis(150).toNanos());
        opened.put(KEY, Ground.content(directory, BYTES));
        opened.put(KEY, Ground.content(directory, BYTES));
        assertThat(one.asked(Command.UPLOAD) + other.asked(Command.UPLOAD)).isEqualTo(4);
    }

    @Test
    void an_upload_that_one_storage_breaks_off_goes_to_the_other() throws Exception {
        one.on(Command.UPLOAD, body -> Reply.end());
        FastDfsStore opened = store();
        for (int i = 0; i < 4; i++) {
            Locator locator = opened.put(KEY, Ground.content(directory, BYTES)).locator();
            assertThat(FileId.parse(locator.value())).isPresent();
        }
        assertThat(other.asked(Command.UPLOAD)).isEqualTo(4);
    }

    @Test
    void an_upload_that_nobody_takes_leaves_nothing_behind() throws Exception {
        both(Command.UPLOAD, body -> Reply.end(), one, other);
        FastDfsStore opened = store();
        fails(Fault.Kind.UNAVAILABLE, () -> opened.put(KEY, Ground.content(directory, BYTES)));
        try (Stream<Path> left = Files.list(directory.resolve("spool"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void a_name_that_is_none_is_not_taken_for_one() throws Exception {
        both(Command.UPLOAD, body -> Reply.body(Peer.bytes("group1\0\0\0\0\0\0\0\0\0\0../../etc/passwd")), one, other);
        fails(Fault.Kind.UNAVAILABLE, () -> store().put(KEY, Ground.content(directory, BYTES)));
    }

    @Test
    void a_group_that_is_full_by_its_own_word_or_that_of_its_tracker_is_no_place() throws Exception {
        both(Command.UPLOAD, body -> Reply.status(28), one, other);
        fails(Fault.Kind.NO_SPACE, () -> store().put(KEY, Ground.content(directory, BYTES)));
        assertThat(one.asked(Command.UPLOAD) + other.asked(Command.UPLOAD)).isEqualTo(1);
        try (Peer full = Peer.tracker(0, one, other)) {
            fails(Fault.Kind.NO_SPACE, () -> store(full.address()).put(KEY, Ground.content(directory, BYTES)));
        }
    }

    @Test
    void a_file_is_deleted_when_its_put_is_stopped_in_the_last_moment() throws Exception {
        var content = Ground.content(directory, BYTES);
        var stop = new Fault(Fault.Kind.CONFLICT, "stop");
        assertThatThrownBy(() -> store().put(
                                KEY,
                                new Content(content.file(), content.size(), content.digest(), content.format(), () -> {
                                    throw stop;
                                })))
                .isSameAs(stop);
        assertThat(one.asked(Command.DELETE)).isEqualTo(1);
        assertThat(other.asked(Command.DELETE)).isEqualTo(1);
    }

    @Test
    void a_delete_is_done_at_each_storage_and_made_up_for_where_one_was_away() throws Exception {
        one.on(Command.DELETE, body -> Reply.end());
        FastDfsStore opened = store();
        assertThat(opened.delete(FILE.locator())).isTrue();
        assertThat(opened.open(FILE.locator(), ByteRange.ALL)).isEmpty();
        one.on(Command.DELETE, body -> Reply.status(2));
        other.on(Command.DELETE, body -> Reply.status(2));
        int before = one.asked(Command.DELETE);
        FastDfsStore again = store();
        assertThat(again.open(FILE.locator(), ByteRange.ALL)).isEmpty();
        Eventually.holds(() -> one.asked(Command.DELETE) > before);
    }

    @Test
    void any_tracker_that_answers_is_enough_and_without_one_the_server_says_so() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        try (Peer broken = new Peer().on(Command.LIST_GROUPS, body -> Reply.end())) {
            FastDfsStore opened = store(new Address("127.0.0.1", nobody), broken.address(), tracker.address());
            assertThat(Ground.read(opened, FILE.locator())).contains(BYTES);
            opened.requireAnswer();
            tracker.close();
            assertThat(Ground.read(opened, FILE.locator())).contains(BYTES);
            fails(Fault.Kind.UNAVAILABLE, opened::requireAnswer);
        }
        FastDfsStore without = store(new Address("127.0.0.1", nobody));
        fails(Fault.Kind.UNAVAILABLE, () -> without.stat(FILE.locator()));
        assertThat(without.freeBytes()).isZero();
        var breaker = new CircuitBreaker("fastdfs");
        Answering guarded = new CircuitBreakingStore(without, breaker)
                .capability(Answering.class)
                .orElseThrow();
        for (int i = 0; i < 6; i++) {
            fails(Fault.Kind.UNAVAILABLE, guarded::requireAnswer);
        }
        assertThat(breaker.state()).as("its guards count that as a call").isEqualTo(CircuitBreaker.State.OPEN);
    }
}
