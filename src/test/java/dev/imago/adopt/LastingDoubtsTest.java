package dev.imago.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Losses that last. */
final class LastingDoubtsTest {
    private long now = 42;
    private final LastingDoubts doubts = new LastingDoubts(() -> now);

    @Test
    void a_loss_that_all_scans_of_an_hour_find_is_believed() {
        doubts.found(Set.of("a/"));
        assertThat(doubts.lasted("a/")).isFalse();
        now += Duration.ofMinutes(59).toNanos();
        doubts.found(Set.of("a/", "b/"));
        assertThat(doubts.lasted("a/")).isFalse();
        now += Duration.ofMinutes(1).toNanos();
        doubts.found(Set.of("a/", "b/"));
        assertThat(doubts.lasted("a/")).isTrue();
        assertThat(doubts.lasted("b/")).isFalse();
        assertThat(doubts.lasted("c/")).isFalse();
    }

    @Test
    void one_that_a_scan_does_not_find_begins_anew() {
        doubts.found(Set.of("a/"));
        now += Duration.ofMinutes(59).toNanos();
        doubts.found(Set.of());
        doubts.found(Set.of("a/"));
        now += Duration.ofMinutes(59).toNanos();
        doubts.found(Set.of("a/"));
        assertThat(doubts.lasted("a/")).isFalse();
    }
}
