package dev.imago.http.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Fault;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {
    record Sample(String name, Instant at, Duration pause, Optional<String> note, int size) {}

    @Test
    void instants_are_iso_8601_and_absent_values_left_out() {
        Sample sample =
                new Sample("a", Instant.parse("2026-01-02T03:04:05Z"), Duration.ofSeconds(90), Optional.empty(), 7);
        assertThat(new String(Json.bytes(sample), StandardCharsets.UTF_8))
                .isEqualTo("{\"name\":\"a\",\"at\":\"2026-01-02T03:04:05Z\",\"pause\":\"PT1M30S\",\"size\":7}");
        assertThat(Json.read(Json.bytes(sample), Sample.class)).isEqualTo(sample);
    }

    @Test
    void unknown_keys_and_broken_json_are_refused_with_their_place() {
        assertThatThrownBy(() -> Json.read("{\"nme\": 1}".getBytes(StandardCharsets.UTF_8), Sample.class))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("nme")
                .hasMessageNotContaining("Sample");
        assertThatThrownBy(() -> Json.read("{\"name\":".getBytes(StandardCharsets.UTF_8), Sample.class))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("line 1");
        assertThatThrownBy(() -> Json.read("{} {}".getBytes(StandardCharsets.UTF_8), Sample.class))
                .isInstanceOf(Fault.class);
    }
}
