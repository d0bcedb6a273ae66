package dev.imago.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RetryingStoreTest extends WrapperGround {
    private final FlakyStore flaky = new FlakyStore(memory, Fault.Kind.UNAVAILABLE);

    private static Store retrying(Store within) {
        return new RetryingStore(within, 3, Duration.ofMillis(1));
    }

    @Test
    void a_call_is_repeated_until_it_succeeds() {
        assertThat(retrying(flaky.failing(3)).stat(ABSENT)).isEmpty();
        assertThat(flaky.calls).hasValue(4);
    }

    @Test
    void it_is_repeated_as_often_as_allowed_and_then_fails_as_the_store_said() {
        assertFails(Fault.Kind.UNAVAILABLE, () -> retrying(flaky.failing(100)).delete(THERE));
        assertThat(flaky.calls).hasValue(4);
    }

    @Test
    void what_a_store_refuses_is_not_asked_again() {
        for (Fault.Kind kind : new Fault.Kind[] {
            Fault.Kind.NO_SPACE, Fault.Kind.FORBIDDEN, Fault.Kind.INVALID, Fault.Kind.CHANGED, Fault.Kind.INTERNAL
        }) {
            FlakyStore refusing = new FlakyStore(memory, kind).failing(1);
            assertFails(kind, () -> retrying(refusing).stat(ABSENT));
            assertThat(refusing.calls).as(kind.name()).hasValue(1);
        }
    }

    @Test
    void a_store_that_asks_for_much_patience_is_not_waited_for() {
        var later = new Fault(Fault.Kind.UNAVAILABLE, "Later.").retryAfter(Duration.ofSeconds(30));
        FlakyStore busy = new FlakyStore(memory, later).failing(1);
        assertFails(Fault.Kind.UNAVAILABLE, () -> retrying(busy).stat(ABSENT));
        assertThat(busy.calls).hasValue(1);
    }

    @Test
    void a_store_that_is_down_gets_few_repetitions_however_many_ask() {
        Store store = retrying(flaky.failing(Integer.MAX_VALUE));
        for (int i = 0; i < 200; i++) {
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(ABSENT));
        }
        assertThat(flaky.calls).hasValue(200 + 10);
        flaky.failing(0);
        for (int i = 0; i < 100; i++) {
            store.stat(ABSENT);
        }
        flaky.failing(1);
        assertThat(store.stat(ABSENT)).isEmpty();
    }

    @Test
    void a_put_is_repeated_only_while_its_spool_file_is_there() throws IOException {
        Content content = content(BYTES);
        retrying(flaky.failing(1)).put(KEY, content);
        assertThat(flaky.calls).hasValue(2);

        Files.delete(content.file());
        assertFails(Fault.Kind.UNAVAILABLE, () -> retrying(flaky.failing(1)).put(KEY, content));
        assertThat(flaky.calls).hasValue(3);
    }

    @Test
    void a_put_is_not_repeated_where_the_store_mints_names() {
        FlakyStore minting = new FlakyStore(new Minting(memory), Fault.Kind.TIMEOUT).failing(1);
        assertFails(Fault.Kind.TIMEOUT, () -> retrying(minting).put(KEY, content(BYTES)));
        assertThat(minting.calls).hasValue(1);
    }

    /** Memory that does not let the key decide the place. */
    private record Minting(Store memory) implements Store {
        @Override
        public String name() {
            return memory.name();
        }

        @Override
        public Optional<BlobStat> stat(Locator locator) {
            return memory.stat(locator);
        }

        @Override
        public Optional<Blob> open(Locator locator, ByteRange range) {
            return memory.open(locator, range);
        }

        @Override
        public Stored put(ImageKey key, Content content) {
            return memory.put(key, content);
        }

        @Override
        public boolean delete(Locator locator) {
            return memory.delete(locator);
        }

        @Override
        public <T> Optional<T> capability(Class<T> type) {
            return Optional.empty();
        }

        @Override
        public void close() {
            memory.close();
        }
    }

    @Test
    void an_image_that_breaks_off_goes_on_where_it_was() {
        putImage();
        for (ByteRange range :
                new ByteRange[] {ByteRange.ALL, new ByteRange(100, 500), new ByteRange(900, ByteRange.TO_END)}) {
            flaky.breaks.set(2);
            try (Blob blob = retrying(flaky).open(THERE, range).orElseThrow()) {
                int from = (int) range.offset();
                int to = from + (int) range.lengthWithin(BYTES.length);
                assertThat(drain(blob)).isEqualTo(Arrays.copyOfRange(BYTES, from, to));
            }
            assertThat(flaky.breaks).hasValue(0);
        }
    }

    @Test
    void an_image_that_goes_on_breaking_off_fails() {
        putImage();
        flaky.breaks.set(Integer.MAX_VALUE);
        try (Blob blob = retrying(flaky).open(THERE, ByteRange.ALL).orElseThrow()) {
            assertFails(Fault.Kind.UNAVAILABLE, () -> drain(blob));
        }
    }

    @Test
    void who_is_interrupted_while_waiting_gives_up() throws Exception {
        Store store = new RetryingStore(flaky.failing(100), 3, Duration.ofHours(1));
        Thread caller = Thread.ofVirtual().start(() -> assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(ABSENT)));
        while (caller.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        caller.interrupt();
        assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
        assertThat(flaky.calls).hasValue(1);
    }
}
