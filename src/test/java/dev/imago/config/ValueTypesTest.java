package dev.imago.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "7, 7",
        "512B, 512",
        "64KB, 64000",
        "64 MB, 64000000",
        "1GiB, 1073741824",
        "2TiB, 2199023255552",
        "9223372036854775807, 9223372036854775807"
    })
    void sizes_are_read_and_written(String text, long bytes) {
        assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
        assertThat(ByteSize.parse(new ByteSize(bytes).toString()).bytes()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "-1", "1.5MB", "64mb", "MB", "1 ", "9223372036854775808", "9999999999999TB", "1e3", "٣"})
    void other_sizes_are_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"64m, 64MB", "1gb, 1GB", "1 gib, 1GiB", "5K, 5KB"})
    void a_size_has_a_hint(String text, String hint) {
        assertThat(ByteSize.closest(text)).contains(hint);
    }

    @ParameterizedTest
    @CsvSource({"0, PT0S", "250ms, PT0.25S", "30s, PT30S", "5m, PT5M", "1d12h, PT36H", "1d1h1m1s1ms, PT25H1M1.001S"})
    void durations_are_read(String text, Duration duration) {
        assertThat(Durations.parse(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "5", "-5s", "1.5s", "5 s", "1s1m", "5S", "1w", "9999999999s", "1d1d"})
    void other_durations_are_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Durations.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"30, 30s", "30 sec, 30s", "5 minutes, 5m", "PT5M, 5m", "P1DT2H, 1d2h", "100 millis, 100ms", "2 Days, 2d"
    })
    void a_duration_has_a_hint(String text, String hint) {
        assertThat(Durations.closest(text)).contains(hint);
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1:8080, 127.0.0.1, 8080", ":0, '', 0", "[::1]:80, ::1, 80", "a.example:65535, a.example, 65535"
    })
    void addresses_are_read_and_written(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port));
        assertThat(HostPort.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "8080", "host", "host:", "host:65536", "::1:80", "http://a:80", "a b:80", "[host]:80", "a:-1"
            })
    void other_addresses_are_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> HostPort.parse(text));
    }

    @ParameterizedTest
    @CsvSource({"8080, :8080", "::1:80, [::1]:80"})
    void an_address_has_a_hint(String text, String hint) {
        assertThat(HostPort.closest(text)).contains(hint);
    }

    @ParameterizedTest
    @CsvSource({
        "maxBytes, max-bytes",
        "LEAST_RECENT, least-recent",
        "http2Port, http2-port",
        "baseURL, base-url",
        "TLSKey, tls-key"
    })
    void names_are_written_in_kebab_case(String name, String kebab) {
        assertThat(Names.kebab(name)).isEqualTo(kebab);
    }
}
