package dev.imago.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LimitedStoreTest extends WrapperGround {
    private final HangingStore hanging = new HangingStore(memory);

    @Test
    void a_full_store_refuses_with_a_time_to_come_back_and_lets_in_again_afterwards() throws Exception {
        var limited = new LimitedStore(hanging, 1, Duration.ofMillis(5));
        Thread occupant = Thread.ofVirtual().start(() -> limited.stat(ABSENT));
        hanging.entered.acquire();
        assertThatThrownBy(() -> limited.stat(ABSENT)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
            assertThat(fault.retryAfter()).contains(Duration.ofSeconds(1));
        });
        hanging.letGo();
        occupant.join();
        assertThat(limited.stat(ABSENT)).isEmpty();
    }

    @Test
    void no_more_wait_than_can_hope_for_a_place() throws Exception {
        var limited = new LimitedStore(hanging, 1, Duration.ofHours(1));
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            callers.add(Thread.ofVirtual().start(() -> limited.stat(ABSENT)));
        }
        hanging.entered.acquire();
        while (callers.stream().anyMatch(caller -> !waits(caller))) {
            Thread.onSpinWait();
        }
        assertFails(Fault.Kind.UNAVAILABLE, () -> limited.stat(ABSENT));
        hanging.letGo();
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void an_open_image_keeps_its_place_until_it_and_what_was_opened_from_it_are_closed() {
        putImage();
        var limited = new LimitedStore(memory, 1, Duration.ZERO);
        Blob first = limited.open(THERE, ByteRange.ALL).orElseThrow();
        Blob second = first.again(new ByteRange(1, 2));
        assertFails(Fault.Kind.UNAVAILABLE, () -> limited.stat(THERE));
        first.close();
        first.close();
        assertFails(Fault.Kind.UNAVAILABLE, () -> limited.stat(THERE));
        second.close();
        assertThat(limited.stat(THERE)).isPresent();
        assertThat(limited.open(ABSENT, ByteRange.ALL)).isEmpty();
        assertThat(limited.stat(THERE)).isPresent();
    }

    @Test
    void a_call_that_fails_gives_its_place_back() {
        FlakyStore flaky = new FlakyStore(memory, Fault.Kind.UNAVAILABLE).failing(2);
        var limited = new LimitedStore(flaky, 1, Duration.ZERO);
        assertFails(Fault.Kind.UNAVAILABLE, () -> limited.stat(ABSENT));
        assertFails(Fault.Kind.UNAVAILABLE, () -> limited.open(ABSENT, ByteRange.ALL));
        assertThat(limited.stat(ABSENT)).isEmpty();
    }
}
