package dev.imago;

import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Which images there are, as keys and digests: by the catalog, and in the folder. */
final class Inventory {
    private Inventory() {}

    /** Of at most a thousand images. */
    static Map<String, String> catalog(ServerProcess server) throws IOException, InterruptedException {
        Map<String, String> catalog = new TreeMap<>();
        for (JsonNode item :
                Json.mapper().readTree(server.apiText("/v1/images?limit=1000")).get("items")) {
            catalog.put(item.get("key").asString(), item.get("digest").asString());
        }
        return catalog;
    }

    /** Without hidden ones, and without what is removed meanwhile. */
    static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String key = folder.relativize(file).toString();
                if (!key.startsWith(".") && !key.contains("/.")) {
                    read(file)
                            .ifPresent(bytes -> files.put(key, Digest.of(bytes).hex()));
                }
            }
        }
        return files;
    }

    private static Optional<byte[]> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }
}
