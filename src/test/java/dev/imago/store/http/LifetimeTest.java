package dev.imago.store.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LifetimeTest {
    private static final Duration OTHERWISE = Duration.ofMinutes(1);
    private static final String DATE = "Tue, 06 Jan 2026 10:00:00 GMT";

    static Fields fields(String... lines) {
        Map<String, List<String>> fields = new TreeMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            fields.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new Fields(HttpHeaders.of(fields, (name, value) -> true));
    }

    private static long seconds(String... lines) {
        return Lifetime.of(fields(lines), OTHERWISE).toSeconds();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    max-age=100                       | 100
                    max-age="100"                     | 100
                    public, MAX-AGE=100               | 100
                    s-maxage=50, max-age=100          | 50
                    max-age=100, s-maxage=200         | 200
                    max-age=100, max-age=200          | 100
                    no-cache, max-age=100             | 0
                    no-store                          | 0
                    private, max-age=100              | 0
                    max-age=-5                        | 0
                    max-age=abc                       | 0
                    max-age=99999999999999999999      | 0
                    max-age=999999999                 | 86400
                    public                            | 60
                    """)
    void follows_cache_control(String field, long expected) {
        assertThat(seconds("Cache-Control: " + field)).isEqualTo(expected);
    }

    @Test
    void age_counts_and_expires_stands_in() {
        assertThat(seconds()).isEqualTo(60);
        assertThat(seconds("Cache-Control: max-age=100", "Age: 30")).isEqualTo(70);
        assertThat(seconds("Cache-Control: max-age=100", "Age: 300")).isZero();
        assertThat(seconds("Date: " + DATE, "Expires: Tue, 06 Jan 2026 10:05:00 GMT"))
                .isEqualTo(300);
        assertThat(seconds("Date: " + DATE, "Expires: 0")).isZero();
        assertThat(seconds("Date: " + DATE, "Expires: " + DATE)).isZero();
        assertThat(seconds("Expires: Tue, 06 Jan 2026 10:05:00 GMT", "Cache-Control: max-age=7"))
                .isEqualTo(7);
    }
}
