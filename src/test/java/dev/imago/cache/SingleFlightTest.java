package dev.imago.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class SingleFlightTest {
    private final SingleFlight<String, Integer> flights = new SingleFlight<>();

    @Test
    void a_thousand_simultaneous_calls_do_the_work_once() throws Exception {
        var calls = new AtomicInteger();
        var arrived = new CountDownLatch(999);
        var waiting = new ArrayList<Future<Integer>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1000; i++) {
                waiting.add(threads.submit(() -> {
                    arrived.countDown();
                    return flights.run("key", () -> {
                        await(arrived);
                        return calls.incrementAndGet();
                    });
                }));
            }
        }
        for (Future<Integer> result : waiting) {
            assertThat(result.get()).isLessThanOrEqualTo(calls.get());
        }
        assertThat(calls.get()).isLessThan(20);
    }

    @Test
    void a_failure_reaches_the_caller_and_is_not_kept() {
        assertThatThrownBy(() -> flights.run("key", () -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(flights.run("key", () -> 7)).isEqualTo(7);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
