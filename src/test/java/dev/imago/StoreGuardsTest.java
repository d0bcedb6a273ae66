package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.config.ByteSize;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import dev.imago.store.http.HttpStore;
import dev.imago.store.http.Origin;
import dev.imago.store.http.SilentServer;
import dev.imago.store.memory.MemoryStore;
import dev.imago.store.wrap.CircuitBreaker;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each limit that is configured for a store on a network holds, before peers on real sockets. */
final class StoreGuardsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    /** Nearly what the image takes at the rate of the test. */
    private static final Duration SLOW = Duration.ofMillis(1200);

    private static final Locator IMAGE = new Locator("a.jpg");
    private static final String BREAKS_OFF = "HTTP/1.1 200 OK\r\n";
    private static final byte[] BYTES = new byte[3000];

    @TempDir
    Path spool;

    private final CircuitBreaker breaker = new CircuitBreaker("peer");

    private Store guarded(SilentServer peer, Duration deadline, int connections, int retries) {
        var origin = new Origin(
                URI.create(peer.url()),
                Optional.empty(),
                Map.of(),
                Set.of(),
                Set.of(404),
                1 << 20,
                Duration.ZERO,
                Optional.empty(),
                LONG,
                LONG);
        return StoreGuards.around(
                new HttpStore("peer", origin),
                limits(deadline, connections, retries, Optional.empty(), Optional.empty()),
                breaker);
    }

    private static StoreLimits limits(
            Duration deadline,
            int connections,
            int retries,
            Optional<ByteSize> readRate,
            Optional<ByteSize> writeRate) {
        return new StoreLimits(deadline, ByteSize.parse("1MB"), connections, retries, readRate, writeRate);
    }

    @Test
    void a_call_is_given_up_after_the_deadline() throws IOException {
        try (SilentServer silent = new SilentServer();
                Store store = guarded(silent, Duration.ofMillis(300), 4, 0)) {
            long start = System.nanoTime();
            assertFails(Fault.Kind.TIMEOUT, () -> store.stat(IMAGE));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG.dividedBy(2));
        }
    }

    @Test
    void a_call_is_repeated_as_often_as_configured() throws IOException {
        try (SilentServer leaving = new SilentServer(BREAKS_OFF, true);
                Store store = guarded(leaving, LONG, 4, 2)) {
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(IMAGE));
            assertThat(leaving.connections()).isEqualTo(3);
        }
        try (SilentServer leaving = new SilentServer(BREAKS_OFF, true);
                Store store = guarded(leaving, LONG, 4, 0)) {
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(IMAGE));
            assertThat(leaving.connections()).isEqualTo(1);
        }
    }

    @Test
    void no_more_calls_than_configured_are_under_way_and_a_busy_store_is_no_failing_one() throws Exception {
        try (SilentServer silent = new SilentServer();
                Store store = guarded(silent, LONG, 1, 0)) {
            Thread first = Thread.ofVirtual().start(() -> assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(IMAGE)));
            Until.so("the first is under way", () -> silent.connections() == 1);
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(IMAGE));
            assertThat(silent.connections()).isEqualTo(1);
            assertThat(breaker.standing().lastFailure()).isEmpty();
            first.interrupt();
            first.join();
        }
    }

    @Test
    void a_peer_that_fails_again_and_again_is_left_alone() throws IOException {
        try (SilentServer leaving = new SilentServer(BREAKS_OFF, true);
                Store store = guarded(leaving, LONG, 4, 0)) {
            for (int i = 0; i < 6; i++) {
                assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(IMAGE));
            }
            assertThat(breaker.state()).isEqualTo(CircuitBreaker.State.OPEN);
            int asked = leaving.connections();
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(IMAGE));
            assertThat(leaving.connections()).isEqualTo(asked);
        }
    }

    @Test
    void each_rate_holds_for_its_own_way() throws IOException {
        Optional<ByteSize> slow = Optional.of(ByteSize.parse("2KB"));
        try (Store store =
                StoreGuards.around(new MemoryStore("memory"), limits(LONG, 4, 0, slow, Optional.empty()), breaker)) {
            assertThat(took(() -> put(store))).isLessThan(SLOW);
            assertThat(took(() -> read(store))).isGreaterThan(SLOW);
        }
        try (Store store =
                StoreGuards.around(new MemoryStore("memory"), limits(LONG, 4, 0, Optional.empty(), slow), breaker)) {
            assertThat(took(() -> put(store))).isGreaterThan(SLOW);
            assertThat(took(() -> read(store))).isLessThan(SLOW);
        }
    }

    private static Duration took(Runnable call) {
        long start = System.nanoTime();
        call.run();
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private void put(Store store) {
        try {
            Path file = Files.write(Files.createTempFile(spool, "upload", ""), BYTES);
            store.put(ImageKey.of("a.jpg"), new Content(file, BYTES.length, Digest.of(BYTES), Format.JPEG));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void read(Store store) {
        ByteBuffer target = ByteBuffer.allocate(BYTES.length + 1);
        try (Blob blob = store.open(IMAGE, ByteRange.ALL).orElseThrow()) {
            while (blob.read(target) >= 0) {
                assertThat(target.hasRemaining()).isTrue();
            }
        }
        assertThat(target.position()).isEqualTo(BYTES.length);
    }

    private static void assertFails(Fault.Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(kind));
    }
}
