package dev.imago.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.fuzz.Input;
import dev.imago.http.api.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What clients send into the access log: path, query, Referer and User-Agent, a line each; carriage returns stand for line feeds. */
final class LogLineFuzz {
    @FuzzTest
    void a_line_stays_one_line_of_printable_ascii_and_its_json_says_what_was_sent(byte[] bytes) {
        List<String> lines = Input.utf8(bytes).lines(4).stream()
                .map(line -> line.replace('\r', '\n'))
                .toList();
        Past past = Past.of(lines.get(0), lines.get(1), Map.of("Referer", lines.get(2), "User-Agent", lines.get(3)));
        String combined = LogLine.combined(past, Instant.EPOCH);
        String json = LogLine.json(past, Instant.EPOCH);
        assertThat(combined).matches("[\\x20-\\x7E]*\n");
        assertThat(combined.replaceAll("\\\\.", "")
                        .chars()
                        .filter(c -> c == '"')
                        .count())
                .isEqualTo(8);
        assertThat(json).matches("[\\x20-\\x7E]*\n");
        Map<?, ?> fields = Json.read(json.getBytes(StandardCharsets.UTF_8), Map.class);
        assertThat(fields.get("agent")).isEqualTo(lines.get(3));
        assertThat(String.valueOf(fields.get("target"))).startsWith(lines.get(0));
        noSecrets(past, lines.get(1));
    }

    /** Whatever stands around it. */
    private static void noSecrets(Past past, String query) {
        Past signed = Past.of(past.path(), query + "&sig=s3cr3t&w=1", Map.of("Referer", "https://x/?token=s3cr3t"));
        assertThat(LogLine.combined(signed, Instant.EPOCH)).doesNotContain("s3cr3t");
    }
}
