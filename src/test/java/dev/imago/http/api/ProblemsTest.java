package dev.imago.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ProblemsTest {
    @Test
    void what_is_not_available_says_when_to_try_again_also_if_the_fault_does_not() {
        Reply reply = Problems.of(new Fault(Fault.Kind.UNAVAILABLE, "The database does not answer."), "r1");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.headers().first("Retry-After")).contains("1");
    }

    @Test
    void a_fault_that_knows_when_is_believed_and_rounded_up() {
        Fault fault = new Fault(Fault.Kind.UNAVAILABLE, "Full.").retryAfter(Duration.ofMillis(2_100));
        assertThat(Problems.of(fault, "r1").headers().first("Retry-After")).contains("3");
    }

    @Test
    void other_faults_say_nothing_of_trying_again() {
        assertThat(Problems.of(new Fault(Fault.Kind.INVALID, "Bad."), "r1")
                        .headers()
                        .first("Retry-After"))
                .isEmpty();
    }
}
