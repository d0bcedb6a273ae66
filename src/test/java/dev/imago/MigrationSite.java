package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.database.DatabaseSettings;
import dev.imago.http.api.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;

/** A server with a folder that its images lie in, and another store that they are to move to. */
record MigrationSite(Path directory, Path old, Path target) {
    /** Whoever answers requests to the api listener. */
    interface Server {
        HttpResponse<byte[]> api(String method, String path, byte[] body) throws IOException, InterruptedException;
    }

    static MigrationSite in(Path directory) throws IOException {
        return new MigrationSite(
                directory,
                Files.createDirectories(directory.resolve("old")),
                Files.createDirectories(directory.resolve("new")));
    }

    /** The configuration; images are to move into a folder, or into memory. */
    Path configuration(boolean intoMemory, String more) throws IOException {
        Path file = directory.resolve("imago.yaml");
        String to = intoMemory ? "{type: memory}" : "{type: folder, path: " + target + "}";
        Files.writeString(file, """
                data: %s
                stores:
                  old: {type: folder, path: %s}
                  new: %s
                routes:
                  - {name: all, path: "/**", store: old}
                %s
                """.formatted(directory.resolve("data"), old, to, more));
        return file;
    }

    /** Starts one of several servers that share the folders, and a database. */
    ServerProcess node(DatabaseSettings database, String name) throws IOException {
        Path file = directory.resolve(name + ".yaml");
        Files.writeString(file, """
                node: %s
                data: %s
                catalog: {url: "%s"}
                stores:
                  old: {type: folder, path: %s}
                  new: {type: folder, path: %s}
                routes: [{name: all, path: "/**", store: old}]
                """.formatted(name, directory.resolve("data-" + name), database.url(), old, target));
        return ServerProcess.configured(file, directory.resolve(name + ".log"));
    }

    /** Starts a migration of everything, and returns its id. */
    static String begin(Server server, String parameters) throws IOException, InterruptedException {
        return begin(server, "old", "new", parameters);
    }

    static String begin(Server server, String from, String to, String parameters)
            throws IOException, InterruptedException {
        return order(server, "POST", "/v1/migrations?from=" + from + "&to=" + to + parameters)
                .get("id")
                .asString();
    }

    static JsonNode order(Server server, String method, String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = server.api(method, path, new byte[0]);
        assertThat(answer.statusCode()).as(LocalServer.text(answer)).isIn(200, 201);
        return Json.mapper().readTree(answer.body());
    }

    static JsonNode show(Server server, String id) throws IOException, InterruptedException {
        return order(server, "GET", "/v1/migrations/" + id + "?lacking=true");
    }

    /** Waits until all was gone over, and nothing lacks a copy. */
    static JsonNode awaitCopied(Server server, String id) throws Exception {
        var latest = new AtomicReference<JsonNode>();
        try {
            Until.so("all is copied", () -> {
                JsonNode now = show(server, id);
                latest.set(now);
                return now.get("progress").get("stage").asString().equals("follow")
                        && now.get("progress").get("failed").asInt() == 0
                        && now.get("lacking").get("images").asInt() == 0;
            });
        } catch (AssertionError e) {
            throw new AssertionError("not all is copied: " + latest.get(), e);
        }
        return latest.get();
    }

    static void awaitStage(Server server, String id, String stage) throws Exception {
        Until.so(
                stage,
                () -> show(server, id).get("progress").get("stage").asString().equals(stage));
    }

    /** Finishes as soon as it is allowed to: while there are uploads there is often one without a copy. */
    static void finish(Server server, String id, String parameters) throws Exception {
        Until.so("it may be finished", () -> {
            String path = "/v1/migrations/" + id + ":finish" + parameters;
            int status = server.api("POST", path, new byte[0]).statusCode();
            assertThat(status).isIn(200, 409);
            return status == 200;
        });
    }
}
