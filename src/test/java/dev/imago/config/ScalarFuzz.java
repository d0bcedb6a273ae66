package dev.imago.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** Values of settings: sizes, durations, addresses. */
final class ScalarFuzz {
    @FuzzTest
    void a_value_that_is_written_is_read_as_the_same(byte[] bytes) {
        String text = Input.utf8(bytes).text();
        read(ByteSize::parse, text)
                .ifPresent(size -> assertThat(ByteSize.parse(size.toString())).isEqualTo(size));
        read(HostPort::parse, text)
                .ifPresent(address ->
                        assertThat(HostPort.parse(address.toString())).isEqualTo(address));
        read(Durations::parse, text).ifPresent(duration -> assertThat(duration).isGreaterThanOrEqualTo(Duration.ZERO));
        ByteSize.closest(text).ifPresent(guess -> assertThat(guess).matches(ByteSize.PATTERN));
        Durations.closest(text).ifPresent(guess -> assertThat(guess).matches(Durations.PATTERN));
        HostPort.closest(text).ifPresent(guess -> assertThat(guess).matches(HostPort.PATTERN));
    }

    private static <T> Optional<T> read(Function<String, T> parse, String text) {
        try {
            return Optional.of(parse.apply(text));
        } catch (IllegalArgumentException documented) {
            assertThat(documented.getMessage()).isNotBlank();
            return Optional.empty();
        }
    }
}
