package dev.imago.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;

/** What people see of work that takes long. */
final class ProgressTest {
    private static final Progress HALF = new Progress("files", 5, 10, 500_000, 1_000_000, true, 100_000, 1);

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void a_line_has_bar_counts_rate_failures_and_time_left() {
        assertThat(HALF.line(200))
                .isEqualTo("[##########----------]  50%  5/10 files  500 KB of 1.0 MB  100 KB/s  1 failed  0:05 left");
    }

    @Test
    void a_line_is_never_wider_than_the_terminal() {
        for (int width = 1; width < 100; width++) {
            assertThat(HALF.line(width)).hasSizeLessThanOrEqualTo(width);
        }
        assertThat(HALF.line(75)).startsWith("[###----]  50%  5/10 files").endsWith("0:05 left");
        assertThat(HALF.line(60)).startsWith("5/10 files").contains("left");
    }

    @Test
    void what_is_still_being_counted_has_no_bar_and_no_end() {
        assertThat(new Progress("files", 5, 7, 500_000, 0, false, 0, 0).line(80))
                .isEqualTo("5 files  500 KB  counting");
    }

    @Test
    void the_rate_is_an_average_that_forgets_what_is_long_past() {
        var rate = new Rate();
        long second = 1_000_000_000L;
        assertThat(rate.read(0, 0)).isZero();
        assertThat(rate.read(second / 5, 0)).isZero();
        // A reading that comes in jumps is no reason to jump.
        assertThat(rate.read(second, 1_000_000)).isBetween(900_000.0, 1_100_000.0);
        for (int i = 2; i <= 100; i++) {
            rate.read(i * second, 1_000_000L + i * 50_000);
        }
        assertThat(rate.read(101 * second, 1_000_000 + 101 * 50_000)).isBetween(49_000.0, 52_000.0);
    }

    @Test
    void on_a_terminal_a_line_is_redrawn_and_taken_away() throws Exception {
        try (var display = new ProgressDisplay(terminal(true, () -> 60), () -> 0, _ -> HALF, Duration.ofMillis(5))) {
            await("\r\033[K5/10 files");
            display.note("imago: a.png: no image");
            await("no image\n\r\033[K5/10 files");
        }
        String shown = err.toString(StandardCharsets.UTF_8);
        assertThat(shown).contains("\r\033[Kimago: a.png: no image\n").endsWith("\r\033[K");
    }

    @Test
    void elsewhere_it_is_a_plain_line_now_and_then() throws Exception {
        try (var _ = new ProgressDisplay(terminal(false, () -> 80), () -> 0, _ -> HALF, Duration.ofMillis(5))) {
            await(" left\n");
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("[###").doesNotContain("\r", "\033");
    }

    private Terminal terminal(boolean real, IntSupplier width) {
        var stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new Terminal(stream, stream, InputStream.nullInputStream(), false, real, width);
    }

    private void await(String text) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!err.toString(StandardCharsets.UTF_8).contains(text)) {
            assertThat(System.nanoTime()).as(text).isLessThan(deadline);
            LockSupport.parkNanos(2_000_000);
        }
    }
}
