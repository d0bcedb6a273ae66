package dev.imago.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Fault;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a fuzzer wrote, as the targets read it: text of one line or of several, so that a seed can be written by hand. */
public record Input(String text) {
    private static final int LONGEST_MESSAGE = 4_000;

    /** Any characters, as UTF-8; what is none becomes U+FFFD. */
    public static Input utf8(byte[] bytes) {
        return new Input(new String(bytes, StandardCharsets.UTF_8));
    }

    /** A character for each byte, as Jetty reads fields that are not ASCII. */
    public static Input latin1(byte[] bytes) {
        return new Input(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** So many lines; those that are missing are empty, and the last one has all the rest. */
    public List<String> lines(int count) {
        String[] lines = Arrays.copyOf(text.split("\n", count), count);
        return Arrays.stream(lines).map(line -> line == null ? "" : line).toList();
    }

    /** What is made of it; empty if it is refused in the one documented way, in words that may be shown to anybody. */
    public static <T> Optional<T> unlessRefused(Fault.Kind kind, Supplier<T> parse) {
        try {
            return Optional.of(parse.get());
        } catch (Fault fault) {
            assertThat(fault.kind()).isEqualTo(kind);
            assertThat(fault.message()).hasSizeBetween(1, LONGEST_MESSAGE);
            assertThat(fault.message().chars()).noneMatch(Character::isISOControl);
            return Optional.empty();
        }
    }
}
