package dev.imago.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
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

    @Test
    void whoever_joins_gets_the_result_of_the_one_at_work_and_never_works_himself() throws Exception {
        assertThat(flights.join("key")).isEmpty();
        SingleFlight<String, Integer>.Flight flight = flights.begin("key").orElseThrow();
        var outcome = new CompletableFuture<Optional<Integer>>();
        Thread joining = Thread.ofPlatform().start(() -> outcome.complete(flights.join("key")));
        awaitWaiting(joining);
        flight.land(7);
        assertThat(outcome.join()).contains(7);
        assertThat(flights.join("key")).isEmpty();
    }

    @Test
    void whoever_joins_is_waiting_when_the_work_fails_or_is_left() throws Exception {
        for (RuntimeException failure :
                List.of(new IllegalStateException("no"), new CancellationException("The client has left."))) {
            SingleFlight<String, Integer>.Flight flight = flights.begin("key").orElseThrow();
            var outcome = new CompletableFuture<Optional<Integer>>();
            Thread joining = Thread.ofPlatform().start(() -> {
                try {
                    outcome.complete(flights.join("key"));
                } catch (IllegalStateException e) {
                    outcome.completeExceptionally(e);
                }
            });
            awaitWaiting(joining);
            flight.fail(failure);
            joining.join();
            if (failure instanceof CancellationException) {
                assertThat(outcome.join()).isEmpty();
            } else {
                assertThat(outcome).isCompletedExceptionally();
            }
        }
    }

    @Test
    void when_the_one_who_does_the_work_leaves_one_who_waits_does_it() throws Exception {
        var begun = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> leaving = threads.submit(() -> flights.run("key", () -> {
                begun.countDown();
                await(leave);
                throw new CancellationException();
            }));
            await(begun);
            Future<Integer> staying = threads.submit(() -> flights.run("key", () -> 7, () -> {
                asked.countDown();
                return new CompletableFuture<>();
            }));
            await(asked);
            leave.countDown();
            assertThat(staying.get()).isEqualTo(7);
            assertThatThrownBy(leaving::get).hasCauseInstanceOf(CancellationException.class);
        }
    }

    @Test
    void who_waits_and_leaves_leaves_the_work_to_others() throws Exception {
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> working = threads.submit(() -> flights.run("key", () -> {
                begun.countDown();
                await(end);
                return 7;
            }));
            await(begun);
            assertThatThrownBy(() -> flights.run("key", () -> 8, () -> CompletableFuture.completedFuture(null)))
                    .isInstanceOf(CancellationException.class);
            end.countDown();
            assertThat(working.get()).isEqualTo(7);
        }
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
