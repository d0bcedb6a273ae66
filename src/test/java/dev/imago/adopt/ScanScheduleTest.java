package dev.imago.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** When scans begin that nobody asked for. */
final class ScanScheduleTest {
    private long now = 42;
    private boolean watched = true;
    private final ScanSchedule schedule = new ScanSchedule(() -> now, Duration.ofHours(1), () -> watched);

    @Test
    void where_all_is_watched_everything_is_compared_now_and_then() {
        after(Duration.ofMinutes(59));
        assertThat(schedule.due(false)).isEqualTo(ScanSchedule.Due.NOTHING);
        after(Duration.ofMinutes(1));
        assertThat(schedule.due(false)).isEqualTo(ScanSchedule.Due.SCAN);
    }

    @Test
    void a_watch_that_becomes_incomplete_is_noticed_within_a_minute() {
        after(Duration.ofMinutes(5));
        assertThat(schedule.wait(false)).isLessThanOrEqualTo(Duration.ofMinutes(1));
        for (int i = 0; i < 20; i++) {
            schedule.retried();
        }
        assertThat(schedule.wait(true)).as("while retries are rare").isLessThanOrEqualTo(Duration.ofMinutes(1));
        watched = false;
        assertThat(schedule.due(false)).isEqualTo(ScanSchedule.Due.SCAN);
    }

    @Test
    void unwatched_scans_take_a_twentieth_of_the_time() {
        watched = false;
        schedule.scanned(Duration.ofSeconds(6), false);
        after(Duration.ofSeconds(119));
        assertThat(schedule.due(false)).isEqualTo(ScanSchedule.Due.NOTHING);
        assertThat(schedule.wait(false)).isEqualTo(Duration.ofSeconds(1));
        after(Duration.ofSeconds(1));
        assertThat(schedule.due(false)).isEqualTo(ScanSchedule.Due.SCAN);
    }

    @Test
    void as_long_as_something_is_not_believed_it_is_looked_for_every_minute() {
        schedule.scanned(Duration.ofSeconds(1), true);
        after(Duration.ofSeconds(59));
        assertThat(schedule.due(false)).isEqualTo(ScanSchedule.Due.NOTHING);
        after(Duration.ofSeconds(1));
        assertThat(schedule.due(false)).isEqualTo(ScanSchedule.Due.SCAN);
        schedule.scanned(Duration.ofSeconds(1), false);
        after(Duration.ofMinutes(59));
        assertThat(schedule.due(false)).isEqualTo(ScanSchedule.Due.NOTHING);
    }

    @Test
    void a_doubt_is_settled_soon_and_no_more_often_than_that() {
        schedule.scanned(Duration.ofMillis(10), false);
        schedule.doubt();
        assertThat(schedule.wait(false)).isEqualTo(Duration.ofSeconds(1));
        after(Duration.ofSeconds(1));
        assertThat(schedule.due(false)).isEqualTo(ScanSchedule.Due.SCAN);
        schedule.scanning();
        schedule.scanned(Duration.ofSeconds(1), true);
        schedule.doubt();
        after(Duration.ofSeconds(59));
        assertThat(schedule.due(false)).as("after a refusal").isEqualTo(ScanSchedule.Due.NOTHING);
        after(Duration.ofSeconds(1));
        assertThat(schedule.due(false)).isEqualTo(ScanSchedule.Due.SCAN);
    }

    @Test
    void what_could_not_be_read_is_tried_again_at_growing_distances() {
        after(Duration.ofSeconds(1));
        assertThat(schedule.due(false)).isEqualTo(ScanSchedule.Due.NOTHING);
        assertThat(schedule.due(true)).isEqualTo(ScanSchedule.Due.RETRY);
        schedule.retried();
        after(Duration.ofSeconds(1));
        assertThat(schedule.due(true)).isEqualTo(ScanSchedule.Due.NOTHING);
        after(Duration.ofSeconds(1));
        assertThat(schedule.due(true)).isEqualTo(ScanSchedule.Due.RETRY);
    }

    private void after(Duration time) {
        now += time.toNanos();
    }
}
