package dev.imago.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

final class DeadlineStoreTest extends WrapperGround {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final int FAST = 1_000_000;

    private final HangingStore hanging = new HangingStore(memory);

    @Test
    void a_call_that_hangs_is_given_up_and_its_thread_ended() {
        Store store = new DeadlineStore(hanging, SHORT, FAST);
        assertFails(Fault.Kind.TIMEOUT, () -> store.stat(ABSENT));
        assertFails(Fault.Kind.TIMEOUT, () -> store.open(ABSENT, ByteRange.ALL));
        assertFails(Fault.Kind.TIMEOUT, () -> store.delete(ABSENT));
        assertFails(Fault.Kind.TIMEOUT, () -> store.put(KEY, content(BYTES)));
        while (hanging.interrupted.get() < 4) {
            Thread.onSpinWait();
        }
        assertThat(memory.stat(THERE)).isEmpty();
    }

    @Test
    void an_image_that_stops_coming_is_given_up() {
        putImage();
        hanging.hangs = false;
        Store store = new DeadlineStore(hanging, SHORT, FAST);
        try (Blob blob = store.open(THERE, ByteRange.ALL).orElseThrow()) {
            ByteBuffer target = ByteBuffer.allocate(10);
            assertThat(blob.read(target)).isEqualTo(10);
            hanging.readsHang = true;
            assertFails(Fault.Kind.TIMEOUT, () -> blob.read(target.clear()));
            assertThat(target.position()).isZero();
        }
    }

    /** Each piece comes in time; all together come too slowly. */
    @Test
    void an_image_that_trickles_is_given_up() {
        putImage();
        Store trickling = new ForwardingStore(memory) {
            @Override
            <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found) {
                return call.run();
            }

            @Override
            public Optional<Blob> open(Locator locator, ByteRange range) {
                return super.open(locator, range).map(Trickling::new);
            }
        };
        Store store = new DeadlineStore(trickling, SHORT, FAST);
        try (Blob blob = store.open(THERE, ByteRange.ALL).orElseThrow()) {
            assertFails(Fault.Kind.TIMEOUT, () -> drain(blob));
        }
        Store patient = new DeadlineStore(trickling, Duration.ofSeconds(20), 1);
        try (Blob blob = patient.open(THERE, new ByteRange(0, 30)).orElseThrow()) {
            assertThat(drain(blob)).hasSize(30);
        }
    }

    private static final class Trickling extends ForwardingBlob {
        Trickling(Blob within) {
            super(within);
        }

        @Override
        public int read(ByteBuffer target) {
            LockSupport.parkNanos(10_000_000);
            int read = within.read(target.slice().limit(1));
            target.position(target.position() + Math.max(0, read));
            return read;
        }

        @Override
        public Blob again(ByteRange range) {
            return new Trickling(within.again(range));
        }
    }

    @Test
    void an_image_that_comes_after_its_caller_has_gone_is_closed() throws Exception {
        putImage();
        CountDownLatch closed = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Store deaf = new ForwardingStore(memory) {
            @Override
            <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found) {
                while (goOn.getCount() > 0) {
                    LockSupport.parkNanos(1_000_000);
                }
                return call.run();
            }

            @Override
            public Optional<Blob> open(Locator locator, ByteRange range) {
                return super.open(locator, range).map(blob -> new ForwardingBlob(blob) {
                    @Override
                    public Blob again(ByteRange other) {
                        return within.again(other);
                    }

                    @Override
                    public void close() {
                        closed.countDown();
                        within.close();
                    }
                });
            }
        };
        assertFails(Fault.Kind.TIMEOUT, () -> new DeadlineStore(deaf, SHORT, FAST).open(THERE, ByteRange.ALL));
        goOn.countDown();
        closed.await();
    }

    /** It could take the place of what somebody else was acknowledged meanwhile. */
    @Test
    void a_put_that_does_not_heed_its_end_is_waited_for_and_counts() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Content content = content(BYTES);
        Content.Guard late = () -> {
            while (goOn.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
                if (Thread.interrupted()) {
                    interrupted.countDown();
                }
            }
        };
        var slow = new Content(content.file(), content.size(), content.digest(), content.format(), late);
        Store store = new DeadlineStore(memory, SHORT, FAST);
        Thread putting = Thread.ofVirtual().start(() -> store.put(KEY, slow));
        interrupted.await();
        assertThat(putting.join(Duration.ofMillis(50))).isFalse();
        goOn.countDown();
        putting.join();
        assertThat(memory.stat(THERE)).isPresent();
    }

    @Test
    void a_large_put_gets_the_time_that_its_bytes_need() {
        Content content = content(BYTES);
        Content.Guard slow = () -> LockSupport.parkNanos(3 * SHORT.toNanos());
        var upload = new Content(content.file(), content.size(), content.digest(), content.format(), slow);
        assertThat(new DeadlineStore(memory, SHORT, 100).put(KEY, upload).stat().size())
                .isEqualTo(BYTES.length);
    }
}
