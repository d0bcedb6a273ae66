package dev.imago.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.imago.http.api.FakeCall;
import dev.imago.http.api.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void a_combined_line_is_apaches_with_id_and_milliseconds() {
        String line = LogLine.combined(
                Past.of("/a.jpg", "w=1", Map.of("Referer", "https://x/", "User-Agent", "Moz\"illa\n")), NOW);
        assertThat(line)
                .isEqualTo("203.0.113.7 - - [02/Jan/2026:03:04:05 +0000] \"GET /a.jpg?w=1 HTTP/1.1\" 200 1234 "
                        + "\"https://x/\" \"Moz\\\"illa\\x0a\" \"id-1\" 5.678\n");
    }

    @Test
    void what_is_not_printable_ascii_is_escaped_with_all_its_digits() {
        var headers = Map.of("User-Agent", "\u0001\u007f\u00ff\u0100\u56fe");
        assertThat(LogLine.combined(Past.of("/", "", headers), NOW)).contains("\"\\x01\\x7f\\xff\\u0100\\u56fe\"");
        assertThat(LogLine.json(Past.of("/", "", headers), NOW))
                .contains("\"agent\":\"\\u0001\\u007f\\u00ff\\u0100\\u56fe\"");
    }

    @Test
    void a_json_line_is_json_and_secrets_are_redacted() throws Exception {
        String line = LogLine.json(
                Past.of(
                        "/a.jpg",
                        "token=s3cret&w=1&X-Amz-Signature=s3cret&api_key=s3cret",
                        Map.of("Referer", "https://x/?a=1&sig=s3cret", "User-Agent", "Größe\\")),
                NOW);
        assertThat(line).doesNotContain("s3cret").endsWith("}\n");
        Map<?, ?> fields = dev.imago.http.api.Json.read(line.getBytes(StandardCharsets.UTF_8), Map.class);
        assertThat(fields.get("target"))
                .isEqualTo("/a.jpg?token=REDACTED&w=1&X-Amz-Signature=REDACTED&api_key=REDACTED");
        assertThat(fields.get("referer")).isEqualTo("https://x/?a=1&sig=REDACTED");
        assertThat(fields.get("agent")).isEqualTo("Größe\\");
        assertThat(fields.get("time")).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void secrets_are_found_however_they_are_written_and_in_linear_time() {
        assertThat(Redaction.url("https://x/?to%6Ben=s3cret?still;pwd=s3cret#access_token=s3cret"))
                .isEqualTo("https://x/?to%6Ben=REDACTED;pwd=REDACTED#access_token=REDACTED");
        assertThat(Redaction.url("https://x/?%zzkey=s3cret&w")).isEqualTo("https://x/?%zzkey=REDACTED&w");
        String hostile = "?".repeat(7_000) + "key".repeat(100_000);
        assertTimeoutPreemptively(
                Duration.ofSeconds(5), () -> assertThat(Redaction.url(hostile)).isEqualTo(hostile));
    }

    @Test
    void lines_reach_the_file_and_a_moved_file_is_taken_up_anew(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("log/access.log");
        var settings = new AccessLogSettings(AccessLogSettings.Format.COMBINED, Optional.of(file), 100);
        try (AccessLog log = new AccessLog(settings, InstantSource.fixed(NOW))) {
            log.completed(Past.of("/1", "", Map.of()));
            await(() -> Files.readString(file).contains("/1"));
            Files.move(file, folder.resolve("old.log"));
            await(() -> {
                log.completed(Past.of("/2", "", Map.of()));
                return Files.exists(file) && Files.readString(file).contains("/2");
            });
            log.completed(Past.of("/last", "", Map.of()));
        }
        assertThat(Files.readString(file)).contains("/last");
    }

    @Test
    void metrics_tell_requests_apart_by_class_and_route() throws Exception {
        Metrics metrics = new Metrics();
        metrics.completed(Past.of("/a", "", Map.of()));
        metrics.completed(Past.of("/b", "", Map.of()));
        Reply reply = metrics.endpoint().handle(FakeCall.of("GET", "/metrics"));
        String text = new String(((Reply.Bytes) reply.body()).bytes(), StandardCharsets.UTF_8);
        assertThat(text)
                .contains("imago_http_requests_seconds_count{listener=\"public\",route=\"default\",source=\"memory\","
                        + "status=\"2xx\"} 2")
                .contains("imago_http_requests_seconds_bucket")
                .contains("imago_http_sent_bytes_total")
                .contains("jvm_memory_used_bytes");
    }

    @Test
    void ready_names_the_checks_that_fail() throws Exception {
        Health health = new Health()
                .check("catalog", () -> Optional.of("the database does not answer"))
                .check("store", Optional::empty)
                .check("broken", () -> {
                    throw new IllegalStateException("secret");
                });
        Reply reply = health.readyz().handle(FakeCall.of("GET", "/readyz"));
        assertThat(reply.status()).isEqualTo(503);
        assertThat(new String(((Reply.Bytes) reply.body()).bytes(), StandardCharsets.UTF_8))
                .contains("\"detail\":\"Failed: broken, catalog.\"")
                .contains("\"store\":\"ok\"")
                .contains("\"catalog\":\"the database does not answer\"")
                .doesNotContain("secret");
        health.check("catalog", Optional::empty).check("broken", Optional::empty);
        assertThat(health.readyz().handle(FakeCall.of("GET", "/readyz")).status())
                .isEqualTo(200);
        assertThat(health.livez().handle(FakeCall.of("GET", "/livez")).status()).isEqualTo(200);
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
    }
}
