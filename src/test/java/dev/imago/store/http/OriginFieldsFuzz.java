package dev.imago.store.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What an origin says of an image in the header of its answer. */
final class OriginFieldsFuzz {
    private static final Duration OTHERWISE = Duration.ofMinutes(1);

    @FuzzTest
    void whatever_an_origin_says_is_understood_or_passed_over(byte[] bytes) {
        String[] lines = new String(bytes, StandardCharsets.ISO_8859_1).split("\n", -1);
        Fields fields = new Fields(HttpHeaders.of(
                Map.of(
                        "ETag", List.of(line(lines, 0)),
                        "Last-Modified", List.of(line(lines, 1)),
                        "Cache-Control", List.of(line(lines, 2)),
                        "Content-Range", List.of(line(lines, 3)),
                        "Content-Length", List.of(line(lines, 4)),
                        "Date", List.of(line(lines, 5)),
                        "Expires", List.of(line(lines, 6)),
                        "Age", List.of(line(lines, 7))),
                (name, value) -> true));
        assertThat(Lifetime.of(fields, OTHERWISE)).isBetween(Duration.ZERO, Duration.ofDays(1));
        Version.of(fields, OTHERWISE).ifPresent(version -> {
            assertThat(version.size()).isNotNegative();
            assertThat(version.stat().validator()).isNotBlank();
            assertThat(version.condition()).isPresent();
        });
        ContentRange.parse(line(lines, 3))
                .ifPresent(range -> assertThat(range.length()).isBetween(1L, range.whole()));
    }

    private static String line(String[] lines, int index) {
        return index < lines.length ? lines[index] : "";
    }
}
