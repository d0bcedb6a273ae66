package dev.imago.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Store;
import dev.imago.store.wrap.CircuitBreaker.End;
import dev.imago.store.wrap.CircuitBreaker.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CircuitBreakerTest extends WrapperGround {
    private final AtomicLong now = new AtomicLong(-3_500_000_000L);
    private final CircuitBreaker breaker = new CircuitBreaker("memory", now::get);
    private final FlakyStore flaky = new FlakyStore(memory, Fault.Kind.UNAVAILABLE);
    private final Store store = new CircuitBreakingStore(flaky, breaker);

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private void fail(int times) {
        flaky.failing(times);
        for (int i = 0; i < times; i++) {
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(ABSENT));
        }
        assertThat(flaky.failures).as("all were asked").hasValue(0);
    }

    @Test
    void a_store_that_fails_too_often_is_not_asked_any_more() {
        fail(CircuitBreaker.FEWEST);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
        int asked = flaky.calls.get();
        assertThatThrownBy(() -> store.stat(ABSENT)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE);
            assertThat(fault.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
        });
        assertFails(Fault.Kind.UNAVAILABLE, () -> store.put(KEY, content(BYTES)));
        assertThat(flaky.calls).hasValue(asked);
    }

    @Test
    void few_failures_and_failures_among_many_answers_open_nothing() {
        fail(CircuitBreaker.FEWEST - 1);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        pass(CircuitBreaker.WINDOW);
        fail(CircuitBreaker.FEWEST - 1);
        assertThat(breaker.state()).as("old failures are forgotten").isEqualTo(State.CLOSED);
        for (int i = 0; i < 50; i++) {
            store.stat(ABSENT);
        }
        fail(40);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        fail(5);
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }

    @Test
    void absence_and_refusals_are_answers() {
        for (Fault.Kind kind : Fault.Kind.values()) {
            if (kind != Fault.Kind.UNAVAILABLE && kind != Fault.Kind.TIMEOUT) {
                FlakyStore refusing = new FlakyStore(memory, kind).failing(20);
                Store guarded = new CircuitBreakingStore(refusing, breaker);
                for (int i = 0; i < 20; i++) {
                    assertFails(kind, () -> guarded.stat(ABSENT));
                }
            }
        }
        for (int i = 0; i < 20; i++) {
            assertThat(store.open(ABSENT, ByteRange.ALL)).isEmpty();
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void a_full_bulkhead_and_a_caller_who_leaves_say_nothing_about_the_store() {
        var busy = new FlakyStore(memory, Trouble.notAsked("Busy.", "")).failing(20);
        var left = new FlakyStore(memory, Trouble.givenUp(new InterruptedException())).failing(20);
        assertThat(Thread.interrupted()).isTrue();
        for (FlakyStore each : new FlakyStore[] {busy, left}) {
            Store guarded = new CircuitBreakingStore(each, breaker);
            for (int i = 0; i < 20; i++) {
                assertFails(Fault.Kind.UNAVAILABLE, () -> guarded.stat(ABSENT));
            }
        }
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void after_a_pause_a_probe_is_let_through_and_its_answer_closes_the_circuit() {
        fail(CircuitBreaker.FEWEST);
        pass(CircuitBreaker.FIRST_PAUSE);
        assertThat(store.stat(ABSENT)).isEmpty();
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
        fail(CircuitBreaker.FEWEST - 1);
        assertThat(breaker.state()).as("what was before counts no more").isEqualTo(State.CLOSED);
    }

    @Test
    void a_probe_that_fails_doubles_the_pause_up_to_a_bound() {
        fail(CircuitBreaker.FEWEST);
        Duration pause = CircuitBreaker.FIRST_PAUSE;
        for (int i = 0; i < 8; i++) {
            pass(pause.minusMillis(1));
            int asked = flaky.calls.get();
            assertFails(Fault.Kind.UNAVAILABLE, () -> store.stat(ABSENT));
            assertThat(flaky.calls).hasValue(asked);
            pass(Duration.ofMillis(1));
            fail(1);
            assertThat(breaker.state()).isEqualTo(State.OPEN);
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(CircuitBreaker.LONGEST_PAUSE) < 0 ? twice : CircuitBreaker.LONGEST_PAUSE;
        }
        assertThat(pause).isEqualTo(CircuitBreaker.LONGEST_PAUSE);
    }

    @Test
    void one_probe_at_a_time_and_another_when_the_first_could_not_be_made() {
        fail(CircuitBreaker.FEWEST);
        pass(CircuitBreaker.FIRST_PAUSE);
        long probe = breaker.enter();
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        assertFails(Fault.Kind.UNAVAILABLE, breaker::enter);
        breaker.ended(probe, End.UNKNOWN);
        breaker.ended(breaker.enter(), End.ANSWERED);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void calls_that_began_before_the_circuit_opened_do_not_decide_about_the_probe() {
        long old = breaker.enter();
        fail(CircuitBreaker.FEWEST);
        pass(CircuitBreaker.FIRST_PAUSE);
        long probe = breaker.enter();
        breaker.ended(old, End.FAILED);
        assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
        breaker.ended(probe, End.ANSWERED);
        assertThat(breaker.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void it_tells_since_when_it_is_in_its_state_and_how_a_call_failed_last() {
        Instant made = breaker.standing().since();
        assertThat(breaker.standing()).isEqualTo(new CircuitBreaker.Standing(State.CLOSED, made, Optional.empty()));
        Store detailed = new CircuitBreakingStore(
                new FlakyStore(memory, new Fault(Fault.Kind.TIMEOUT, "Silence.").withDetail("10.0.0.1")).failing(100),
                breaker);
        assertFails(Fault.Kind.TIMEOUT, () -> detailed.stat(ABSENT));
        assertThat(breaker.standing().since()).as("closed as before").isEqualTo(made);
        for (int i = 1; i < CircuitBreaker.FEWEST; i++) {
            assertFails(Fault.Kind.TIMEOUT, () -> detailed.stat(ABSENT));
        }
        CircuitBreaker.Standing open = breaker.standing();
        assertThat(open.state()).isEqualTo(State.OPEN);
        assertThat(open.since()).isAfter(made);
        assertThat(open.lastFailure()).isPresent();
        assertThat(open.lastFailure().get().reason()).isEqualTo("Silence. (10.0.0.1)");
        assertThat(open.lastFailure().get().time()).isBetween(made, open.since());

        assertFails(Fault.Kind.UNAVAILABLE, () -> detailed.stat(ABSENT));
        assertThat(breaker.standing()).as("a refusal of its own is no failure").isEqualTo(open);
    }

    @Test
    void images_whose_reading_breaks_off_are_failures_too() {
        putImage();
        flaky.breaks.set(Integer.MAX_VALUE);
        for (int i = 0; i < CircuitBreaker.FEWEST / 2; i++) {
            try (Blob blob = store.open(THERE, ByteRange.ALL).orElseThrow()) {
                assertFails(Fault.Kind.UNAVAILABLE, () -> drain(blob));
            }
        }
        assertThat(breaker.state()).isEqualTo(State.OPEN);
    }
}
