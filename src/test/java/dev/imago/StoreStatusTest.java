package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import dev.imago.image.Samples;
import dev.imago.store.http.LegacyServer;
import dev.imago.store.http.SilentServer;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a server tells of its stores: a folder, a real nginx, and a peer that says nothing. */
@Tag("slow")
final class StoreStatusTest {
    @TempDir
    Path directory;

    private LegacyServer legacy;
    private SilentServer silent;
    private LocalServer server;

    @BeforeEach
    void start() throws Exception {
        legacy = new LegacyServer(directory);
        silent = new SilentServer();
        server = LocalServer.configured(
                directory, """
                stores:
                  site: {type: folder, path: %s}
                  legacy: {type: http, url: "%s", limits: {deadline: 2s, retries: 0}}
                  silent: {type: http, url: "%s", limits: {deadline: 20s}}
                routes:
                  - {name: old, path: /old/**, store: legacy}
                  - {name: dark, path: /dark/**, store: silent}
                  - {name: all, store: site}
                """.formatted(Files.createDirectory(directory.resolve("site")), legacy.url(), silent.url()));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        silent.close();
        legacy.close();
    }

    @Test
    void a_store_that_is_killed_is_told_with_its_breaker_and_the_reason_until_it_answers_again() throws Exception {
        legacy.put("old/a.png", Samples.png(8, 8, 1));
        assertThat(server.get("/old/a.png").statusCode()).isEqualTo(200);
        JsonNode well = store("legacy");
        assertThat(well.get("answers").asBoolean()).isTrue();
        assertThat(well.has("trouble")).isFalse();
        assertThat(well.get("circuit").get("state").asString()).isEqualTo("closed");
        assertThat(well.get("circuit").has("lastError")).isFalse();
        assertThat(store("site").has("circuit")).isFalse();
        assertThat(store("site").get("freeBytes").asLong()).isPositive();

        Instant killed = Instant.now();
        legacy.kill();
        for (int i = 0; !isOpen(); i++) {
            assertThat(i).isLessThan(20);
            assertThat(server.get("/old/b" + i + ".png").statusCode()).isEqualTo(503);
        }
        JsonNode ill = store("legacy");
        assertThat(ill.get("answers").asBoolean()).isFalse();
        assertThat(ill.get("trouble").asString()).contains("does not answer");
        assertThat(ill.get("circuit").get("state").asString()).isEqualTo("open");
        assertThat(ill.get("circuit").get("lastError").asString()).startsWith("The origin does not answer. (");
        for (String moment : new String[] {"since", "lastErrorAt"}) {
            assertThat(Instant.parse(ill.get("circuit").get(moment).asString())).isBetween(killed, Instant.now());
        }
        assertThat(store("site").get("answers").asBoolean()).isTrue();

        legacy.revive();
        Until.so("it answers", () -> store("legacy").get("answers").asBoolean());
        assertThat(store("legacy").get("circuit").get("state").asString()).isEqualTo("closed");
        assertThat(server.get("/old/a.png").statusCode()).isEqualTo(200);
    }

    @Test
    void a_store_that_hangs_does_not_keep_the_status_of_the_others_waiting() throws Exception {
        long start = System.nanoTime();
        HttpResponse<byte[]> answer = server.api("GET", "/v1/status", new byte[0]);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(StoreLooks.PATIENCE.plusSeconds(3));
        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode hanging = store(answer, "silent");
        assertThat(hanging.get("answers").asBoolean()).isFalse();
        assertThat(hanging.get("trouble").asString()).isEqualTo("no answer within 2 s");
        assertThat(store(answer, "legacy").get("answers").asBoolean()).isTrue();
        assertThat(store(answer, "site").get("answers").asBoolean()).isTrue();
    }

    @Test
    void what_an_origin_says_instead_is_told_though_it_answers() throws Exception {
        try (LocalServer refused = LocalServer.configured(
                Files.createDirectory(directory.resolve("other")), """
                stores:
                  legacy: {type: http, url: "%sstatus/403/"}
                """.formatted(legacy.url()))) {
            JsonNode store = store(refused.api("GET", "/v1/status", new byte[0]), "legacy");
            assertThat(store.get("answers").asBoolean()).isTrue();
            assertThat(store.get("trouble").asString())
                    .contains("does not let this server have")
                    .contains("403");
        }
    }

    private boolean isOpen() throws Exception {
        return new String(server.api("GET", "/metrics", new byte[0]).body(), StandardCharsets.UTF_8)
                .lines()
                .anyMatch(line -> line.startsWith("imago_store_circuit{")
                        && line.contains("legacy")
                        && line.contains("\"open\"")
                        && line.endsWith(" 1.0"));
    }

    private JsonNode store(String name) throws Exception {
        return store(server.api("GET", "/v1/status", new byte[0]), name);
    }

    private static JsonNode store(HttpResponse<byte[]> status, String name) {
        for (JsonNode store : Json.mapper().readTree(status.body()).get("stores")) {
            if (store.get("name").asString().equals(name)) {
                return store;
            }
        }
        throw new AssertionError(LocalServer.text(status));
    }
}
