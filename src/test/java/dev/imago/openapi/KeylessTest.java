package dev.imago.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.Imago;
import dev.imago.Settings;
import dev.imago.auth.AdminKey;
import dev.imago.config.Configurations;
import dev.imago.config.Sources;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who has no key gets nothing from the api but what is open by the document. */
final class KeylessTest {
    @TempDir
    Path folder;

    @Test
    void everything_that_is_not_open_by_the_document_wants_a_key() throws Exception {
        Path file = Files.writeString(folder.resolve(".imago.yaml"), """
                folder: %s
                public: {listen: "127.0.0.1:0"}
                api: {listen: "127.0.0.1:0"}
                """.formatted(folder));
        Settings settings =
                Configurations.read(Settings.class, Sources.file(file)).settings();
        Map<String, Integer> answers = new TreeMap<>();
        try (Imago imago = new Imago(settings, Optional.of(new AdminKey(Ask.KEY)));
                HttpClient client = HttpClient.newHttpClient()) {
            imago.start();
            for (var operation : new OpenApiDocument().operations()) {
                if (!operation.method().equals("OPTIONS") && !isOpen(operation)) {
                    String path = operation.template().replaceAll("\\{[a-z]+}", "1");
                    answers.put(operation.name(), status(client, operation.method(), imago.apiUrl() + path));
                }
            }
        }
        assertThat(answers).hasSizeGreaterThan(25);
        answers.forEach((operation, status) -> {
            if (operation.contains("{upload}")) {
                // That there is no such upload is told before anybody is asked for a key.
                assertThat(status).as(operation).isIn(400, 404);
            } else {
                assertThat(status).as(operation).isEqualTo(401);
            }
        });
    }

    private static boolean isOpen(OpenApiDocument.Operation operation) {
        var security = operation.node().path("security");
        return security.isArray() && security.isEmpty();
    }

    /** With what is looked at before the key: without it, a request makes no sense to anybody. */
    private static int status(HttpClient client, String method, String url) throws Exception {
        String body = url.endsWith(":fetch") ? "{\"url\": \"http://img.example/a.png\", \"key\": \"a.png\"}" : "";
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "?prefix=a"))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .headers("Tus-Resumable", "1.0.0", "Upload-Length", "1", "Upload-Metadata", "key YQ==")
                .headers("Upload-Offset", "0", "Content-Type", "application/offset+octet-stream")
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
