package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A server whose disk is in trouble, and what must hold whatever the trouble is. */
record DiskGround(ServerProcess server, Path folder) {
    /** An image, with so many bytes behind its end that it has the size. */
    static byte[] image(int seed, int size) {
        return Arrays.copyOf(Samples.png(8, 8, seed), size);
    }

    HttpResponse<byte[]> put(String key, byte[] image) throws IOException, InterruptedException {
        return server.api("PUT", "/v1/images/" + key, image);
    }

    void requirePut(String key, byte[] image) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = put(key, image);
        assertThat(answer.statusCode()).as(LocalServer.text(answer)).isIn(200, 201);
        requireServed(key, image);
    }

    void requireServed(String key, byte[] image) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = server.get("/" + key);
        assertThat(answer.statusCode()).as(LocalServer.text(answer)).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(image);
        assertThat(answer.headers().firstValue("ETag"))
                .hasValue(Digest.of(image).etag());
    }

    /** The answer is a problem with this status, and says so to people. */
    static void requireProblem(HttpResponse<byte[]> answer, int status, String reason) {
        assertThat(answer.statusCode()).as(LocalServer.text(answer)).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(LocalServer.text(answer)).contains(reason);
    }

    /** Nothing is left of uploads that failed. */
    void requireNoSpoolFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve(".imago/incoming"))) {
            assertThat(files).isEmpty();
        }
    }

    /** Folder, catalog and journal say the same of every image, at the latest when what other programs do is taken up. */
    void requireAgreement() throws Exception {
        Callable<Boolean> agree = () -> {
            Map<String, String> files = Inventory.files(folder);
            return Inventory.catalog(server).equals(files) && journal().equals(files);
        };
        Until.so("folder, catalog and journal agree", agree);
    }

    private Map<String, String> journal() throws IOException, InterruptedException {
        Map<String, String> images = new TreeMap<>();
        for (String line :
                server.apiText("/v1/changes?limit=1000&after=0").lines().toList()) {
            JsonNode change = Json.mapper().readTree(line);
            images.remove(change.get("key").asString());
            if (change.get("kind").asString().equals("put")) {
                images.put(change.get("key").asString(), change.get("digest").asString());
            }
        }
        return images;
    }
}
