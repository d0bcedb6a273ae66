package dev.imago.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The beginning, the structure and the orientation of files that pass themselves off as images. */
final class SnifferFuzz {
    @FuzzTest
    void a_header_is_told_or_refused_and_agrees_with_the_first_bytes(byte[] bytes) {
        Optional<Format> format = format(bytes);
        Optional<Optional<ImageHeader>> header = read(() -> Sniffer.read(new BytesChannel(bytes)));
        header.ifPresent(read -> assertThat(read.map(ImageHeader::format)).isEqualTo(format));
        header.flatMap(read -> read).flatMap(ImageHeader::dimensions).ifPresent(size -> {
            assertThat(size.width()).isPositive();
            assertThat(size.height()).isPositive();
            assertThat(size.frames()).isPositive();
        });
        format.ifPresent(known -> {
            read(() -> {
                Sniffer.requireComplete(new BytesChannel(bytes), known);
                return true;
            });
            assertThat(orientation(bytes, known)).isBetween(1, 8);
        });
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> Optional<T> read(Reading<T> reading) {
        return Input.unlessRefused(Fault.Kind.UNPROCESSABLE, () -> {
            try {
                return reading.read();
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        });
    }

    private static Optional<Format> format(byte[] bytes) {
        return read(() -> Sniffer.format(new BytesChannel(bytes))).orElse(Optional.empty());
    }

    private static int orientation(byte[] bytes, Format format) {
        return read(() -> Orientation.read(new BytesChannel(bytes), format)).orElse(0);
    }
}
