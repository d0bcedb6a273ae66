package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys and tokens are in no log, no answer but the one that they are made with, and no file of the data directory. */
final class SecretsTest {
    private static final String URL_KEY = "a-key-that-signs-addresses";
    private static final String HOOK_SECRET = "a-secret-that-signs-webhooks";
    private static final String WRONG = "imago_abcdefghij_" + "w".repeat(43);

    @TempDir
    Path base;

    @Test
    void no_secret_is_left_anywhere() throws Exception {
        Path log = base.resolve("server.log");
        Path access = base.resolve("access.log");
        Path config = Files.writeString(base.resolve("imago.yaml"), """
                folder: %s
                data: %s
                access-log: {format: json, file: %s}
                renditions: {mode: signed, signing: {keys: ["2026-01:%s"]}}
                webhooks:
                  - name: nobody
                    url: http://127.0.0.1:1/?token=%s
                    secrets: [%s]
                    attempts: 1
                """.formatted(
                        Files.createDirectories(base.resolve("site")),
                        base.resolve("data"),
                        access,
                        URL_KEY,
                        HOOK_SECRET,
                        HOOK_SECRET));
        List<String> secrets;
        StringBuilder answers = new StringBuilder();
        try (ServerProcess server = ServerProcess.configured(config, log)) {
            byte[] photo;
            try (InputStream in = Imago.class.getResourceAsStream("demo/fig.jpg")) {
                photo = in.readAllBytes();
            }
            String key = made(server, "/v1/keys", "{\"scopes\": [\"read\", \"write\"]}", "key");
            String token = made(server, "/v1/tokens", "{\"prefix\": \"upload/\", \"expiresIn\": 600}", "token");
            secrets = List.of(ServerProcess.KEY, key, token, WRONG, URL_KEY, HOOK_SECRET);
            assertThat(server.apiAs(key, "PUT", "/v1/images/upload/a.jpg", photo)
                            .statusCode())
                    .isEqualTo(201);
            for (String caller : List.of(key, token, WRONG, WRONG + "x", "Basic " + WRONG)) {
                note(answers, server.apiAs(caller, "GET", "/v1/keys", new byte[0]));
                note(
                        answers,
                        server.apiAs(caller, "PUT", "/v1/images/other/a.jpg?token=" + caller.replace(' ', '+'), photo));
            }
            note(answers, server.get("/upload/a.jpg?w=100&sig=" + URL_KEY));
            note(answers, server.get("/none?key=" + WRONG + "&X-Token=" + WRONG));
            note(answers, server.api("GET", "/v1/keys", new byte[0]));
            note(answers, server.api("GET", "/v1/status", new byte[0]));
            note(answers, server.api("GET", "/metrics", new byte[0]));
            Until.so("the webhook gives up", () -> Files.readString(log).contains("dead letter"));
            assertThat(server.stop()).isZero();
        }
        assertThat(answers).doesNotContain(secrets);
        assertThat(Files.readString(access)).contains("REDACTED");
        for (Path file : files()) {
            String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            assertThat(secrets).as(file.toString()).noneMatch(content::contains);
        }
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(base)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("imago.yaml"))
                    .toList();
        }
    }

    /** What somebody is given once. */
    private static String made(ServerProcess server, String path, String json, String field) throws Exception {
        HttpResponse<byte[]> reply =
                server.api("POST", path, json.getBytes(StandardCharsets.UTF_8), "Content-Type", "application/json");
        assertThat(reply.statusCode()).isEqualTo(201);
        return String.valueOf(Json.read(reply.body(), Map.class).get(field));
    }

    private static void note(StringBuilder answers, HttpResponse<byte[]> reply) {
        answers.append(reply.headers().map()).append(new String(reply.body(), StandardCharsets.UTF_8));
    }
}
