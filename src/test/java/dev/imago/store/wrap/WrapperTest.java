package dev.imago.store.wrap;

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
import dev.imago.store.Store;
import dev.imago.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WrapperTest {
    private static final Locator ABSENT = new Locator("absent.jpg");
    private static final ImageKey KEY = ImageKey.of("a.jpg");

    @TempDir
    Path spool;

    private final MemoryStore memory = new MemoryStore("memory");

    @Test
    void retries_until_it_succeeds() {
        FlakyStore flaky = new FlakyStore(memory, 3, Fault.Kind.UNAVAILABLE);
        assertThat(retrying(flaky, Duration.ofSeconds(10)).stat(ABSENT)).isEmpty();
        assertThat(flaky.calls).hasValue(4);
    }

    @Test
    void does_not_retry_what_cannot_succeed() {
        FlakyStore flaky = new FlakyStore(memory, 3, Fault.Kind.NO_SPACE);
        assertThatThrownBy(() -> retrying(flaky, Duration.ofSeconds(10)).stat(ABSENT))
                .isInstanceOf(Fault.class);
        assertThat(flaky.calls).hasValue(1);
    }

    @Test
    void gives_up_at_the_deadline() {
        FlakyStore flaky = new FlakyStore(memory, Integer.MAX_VALUE, Fault.Kind.UNAVAILABLE);
        assertThatThrownBy(() -> retrying(flaky, Duration.ofMillis(50)).stat(ABSENT))
                .isInstanceOf(Fault.class);
        assertThat(flaky.calls).hasValueGreaterThan(1);
    }

    @Test
    void retries_a_put_only_while_its_spool_file_is_there() throws IOException {
        Content content = content();
        FlakyStore once = new FlakyStore(memory, 1, Fault.Kind.UNAVAILABLE);
        retrying(once, Duration.ofSeconds(10)).put(KEY, content);
        assertThat(once.calls).hasValue(2);

        Files.delete(content.file());
        FlakyStore again = new FlakyStore(memory, 1, Fault.Kind.UNAVAILABLE);
        assertThatThrownBy(() -> retrying(again, Duration.ofSeconds(10)).put(KEY, content))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
        assertThat(again.calls).hasValue(1);
    }

    @Test
    void a_full_store_refuses_and_lets_in_again_afterwards() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Store slow = new ForwardingStore(memory) {
            @Override
            <T> T around(StoreMeter.Operation operation, Call<T> call, Predicate<T> found) {
                entered.countDown();
                try {
                    leave.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return call.run();
            }
        };
        Store limited = new LimitedStore(slow, 1, Duration.ofMillis(5));
        Thread occupant = Thread.ofVirtual().start(() -> limited.stat(ABSENT));
        entered.await();
        assertThatThrownBy(() -> limited.stat(ABSENT)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
            assertThat(fault.retryAfter()).contains(Duration.ofSeconds(1));
        });
        leave.countDown();
        occupant.join();
        assertThat(limited.stat(ABSENT)).isEmpty();
    }

    @Test
    void meters_every_call_and_how_it_ended() throws IOException {
        List<String> heard = new ArrayList<>();
        Store metered = new MeteredStore(memory, (store, operation, outcome, took, bytes) -> {
            assertThat(took).isPositive();
            heard.add(store + " " + operation + " " + outcome + " " + bytes);
        });
        Locator locator = metered.put(KEY, content()).locator();
        metered.stat(ABSENT);
        try (Blob blob = metered.open(locator, ByteRange.ALL).orElseThrow()) {
            blob.read(ByteBuffer.allocate(100));
        }
        metered.delete(locator);
        metered.delete(locator);
        assertThatThrownBy(() -> metered.put(ImageKey.of(".hidden"), content())).isInstanceOf(Fault.class);
        assertThat(heard)
                .containsExactly(
                        "memory PUT DONE 5",
                        "memory STAT ABSENT 0",
                        "memory OPEN DONE 0",
                        "memory READ DONE 5",
                        "memory DELETE DONE 0",
                        "memory DELETE ABSENT 0",
                        "memory PUT FAILED 0");
    }

    private static Store retrying(Store within, Duration deadline) {
        return new RetryingStore(within, Duration.ofMillis(1), deadline);
    }

    private Content content() throws IOException {
        byte[] bytes = {1, 2, 3, 4, 5};
        return new Content(Files.write(spool.resolve("spool"), bytes), 5, Digest.of(bytes), Format.JPEG);
    }
}
