package dev.imago.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imago.image.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FairQueueTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> served = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** Comes, notes that it was served, and goes. */
    private Future<?> ask(FairQueue queue, String client) {
        int before = queue.stats().waiting();
        Future<?> asked = threads.submit(() -> {
            try (FairQueue.Permit place = queue.enter(client, LONG)) {
                served.add(client);
            }
        });
        until(() -> queue.stats().waiting() > before);
        return asked;
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(20_000);
        }
    }

    private static void empty(FairQueue queue) {
        assertThat(queue.stats().waiting()).isZero();
        assertThat(queue.stats().clients()).isZero();
        assertThat(queue.stats().busy()).isZero();
    }

    @Test
    void who_asks_five_times_is_served_within_ten_turns_of_one_who_asks_five_hundred_times() throws Exception {
        FairQueue queue = new FairQueue(1, 1000, 1000);
        List<Future<?>> all = new ArrayList<>();
        try (FairQueue.Permit busy = queue.enter("other", LONG)) {
            for (int i = 0; i < 500; i++) {
                all.add(ask(queue, "greedy"));
            }
            for (int i = 0; i < 5; i++) {
                all.add(ask(queue, "modest"));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(served).hasSize(505);
        assertThat(served.subList(0, 10)).filteredOn("modest"::equals).hasSize(5);
        empty(queue);
    }

    @Test
    void many_who_ask_once_are_served_in_the_order_in_which_they_came() throws Exception {
        FairQueue queue = new FairQueue(1, 100, 100);
        List<Future<?>> all = new ArrayList<>();
        List<String> names = List.of("e", "b", "d", "a", "c");
        try (FairQueue.Permit busy = queue.enter("other", LONG)) {
            names.forEach(name -> all.add(ask(queue, name)));
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(served).isEqualTo(names);
    }

    @Test
    void who_has_time_is_served_behind_those_who_came_later_and_takes_half_of_the_places_at_most() throws Exception {
        FairQueue queue = new FairQueue(2, 10, 10, LONG);
        queue.enter("other", LONG).close();
        Thread patient;
        try (FairQueue.Permit first = queue.enterBehind(LONG)) {
            patient = Thread.ofPlatform().start(() -> {
                try (FairQueue.Permit place = queue.enterBehind(LONG)) {
                    served.add("patient");
                }
            });
            until(() -> patient.getState() == Thread.State.TIMED_WAITING);
            try (FairQueue.Permit other = queue.enter("other", LONG)) {
                ask(queue, "hurried");
                assertThat(served).isEmpty();
            }
            until(() -> served.contains("hurried"));
            assertThat(served).containsExactly("hurried");
        }
        patient.join();
        assertThat(served).containsExactly("hurried", "patient");
        until(() -> queue.stats().busy() == 0);

        FairQueue quiet = new FairQueue(2, 10, 10, Duration.ZERO);
        quiet.enter("other", LONG).close();
        try (FairQueue.Permit first = quiet.enterBehind(LONG);
                FairQueue.Permit second = quiet.enterBehind(Duration.ZERO)) {
            assertThat(quiet.stats().busy()).isEqualTo(2);
        }

        FairQueue one = new FairQueue(1, 10, 10);
        try (FairQueue.Permit busy = one.enter("other", LONG)) {
            assertThatThrownBy(() -> one.enterBehind(Duration.ofMillis(1))).isInstanceOf(Fault.class);
        }
        one.enterBehind(Duration.ZERO).close();
        empty(one);
    }

    @Test
    void one_client_cannot_take_all_the_room_in_the_lines() {
        FairQueue queue = new FairQueue(1, 10, 3);
        try (FairQueue.Permit busy = queue.enter("other", LONG)) {
            for (int i = 0; i < 3; i++) {
                ask(queue, "greedy");
            }
            refused(queue, "greedy");
            for (int i = 0; i < 7; i++) {
                ask(queue, "client " + i);
            }
            refused(queue, "one too many");
            assertThat(queue.stats()).isEqualTo(new FairQueue.Stats(1, 1, 10, 8, 2, 0));
        }
        until(() -> queue.stats().busy() == 0);
        empty(queue);
    }

    private static Duration refused(FairQueue queue, String client) {
        Fault fault = catchThrowableOfType(Fault.class, () -> queue.enter(client, LONG));
        assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
        return fault.retryAfter().orElseThrow();
    }

    @Test
    void the_time_to_come_back_grows_with_the_line_and_with_what_jobs_took() {
        FairQueue queue = new FairQueue(1, 100, 20);
        long begin = System.nanoTime();
        try (FairQueue.Permit job = queue.enter("a", LONG)) {
            until(() -> System.nanoTime() - begin > 150_000_000L);
        }
        try (FairQueue.Permit busy = queue.enter("a", LONG)) {
            for (int i = 0; i < 20; i++) {
                ask(queue, "a");
            }
            assertThat(refused(queue, "a")).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(60));
        }
        FairQueue none = new FairQueue(1, 0, 0);
        try (FairQueue.Permit busy = none.enter("a", LONG)) {
            assertThat(refused(none, "a")).isEqualTo(Duration.ofSeconds(1));
        }
    }

    @Test
    void who_loses_patience_leaves_nothing_behind() {
        FairQueue queue = new FairQueue(1, 10, 10);
        try (FairQueue.Permit busy = queue.enter("a", LONG)) {
            assertThatThrownBy(() -> queue.enter("b", Duration.ofMillis(5))).isInstanceOf(Fault.class);
            assertThatThrownBy(() -> queue.enter("b", Duration.ZERO)).isInstanceOf(Fault.class);
            assertThat(queue.stats()).isEqualTo(new FairQueue.Stats(1, 1, 0, 0, 0, 2));
        }
        empty(queue);
    }

    @Test
    void who_is_interrupted_leaves_nothing_behind_and_is_still_interrupted() throws Exception {
        FairQueue queue = new FairQueue(1, 10, 10);
        AtomicInteger interrupted = new AtomicInteger();
        try (FairQueue.Permit busy = queue.enter("a", LONG)) {
            Thread waiter = Thread.ofVirtual().start(() -> {
                assertThatThrownBy(() -> queue.enter("b", LONG)).isInstanceOf(Fault.class);
                interrupted.set(Thread.currentThread().isInterrupted() ? 1 : 0);
            });
            until(() -> queue.stats().waiting() == 1);
            ask(queue, "b");
            waiter.interrupt();
            waiter.join();
            assertThat(interrupted).hasValue(1);
            assertThat(queue.stats().waiting()).isEqualTo(1);
        }
        until(() -> served.size() == 1);
        until(() -> queue.stats().busy() == 0);
        empty(queue);
    }

    @Test
    void a_permit_that_is_closed_twice_frees_one_place() {
        FairQueue queue = new FairQueue(2, 10, 10);
        FairQueue.Permit one = queue.enter("a", LONG);
        try (FairQueue.Permit other = queue.enter("a", LONG)) {
            one.close();
            one.close();
            assertThat(queue.stats().busy()).isEqualTo(1);
        }
        empty(queue);
    }

    /** Callers come, work, lose patience and are interrupted at random; no place is lost, and none is there twice. */
    @Test
    void no_place_is_lost_and_none_is_given_twice() throws Exception {
        long seed = Long.getLong("imago.seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        long deadline = System.nanoTime() + 60_000_000_000L;
        FairQueue queue = new FairQueue(3, 25, 2);
        Tally tally = new Tally();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            Random own = new Random(seed + i);
            String client = "client " + i % 10;
            callers.add(Thread.ofVirtual().start(() -> {
                for (int n = 0; n < 400; n++) {
                    call(queue, client, own, tally);
                }
            }));
        }
        while (callers.stream().anyMatch(Thread::isAlive)) {
            assertThat(System.nanoTime()).as("seed " + seed).isLessThan(deadline);
            callers.get(random.nextInt(callers.size())).interrupt();
            LockSupport.parkNanos(100_000);
        }
        System.out.println(tally.done + " served, " + tally.turnedAway + " turned away, " + queue.stats());
        empty(queue);
        assertThat(tally.most).as("seed " + seed).hasValue(3);
        assertThat(tally.done.get()).isGreaterThan(1000);
        assertThat(tally.turnedAway.get()).isGreaterThan(200);
        List<FairQueue.Permit> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            all.add(queue.enter("last", Duration.ZERO));
        }
        all.forEach(FairQueue.Permit::close);
        empty(queue);
    }

    private static final class Tally {
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger done = new AtomicInteger();
        private final AtomicInteger turnedAway = new AtomicInteger();
    }

    private static void call(FairQueue queue, String client, Random random, Tally tally) {
        Thread.interrupted();
        Duration patience = Duration.ofNanos(random.nextInt(random.nextInt(5) == 0 ? 100_000 : 1_000_000_000));
        try (FairQueue.Permit place = queue.enter(client, patience)) {
            tally.most.accumulateAndGet(tally.inside.incrementAndGet(), Math::max);
            LockSupport.parkNanos(random.nextInt(100_000));
            tally.inside.decrementAndGet();
            tally.done.incrementAndGet();
        } catch (Fault fault) {
            tally.turnedAway.incrementAndGet();
            LockSupport.parkNanos(random.nextInt(200_000));
        }
    }
}
