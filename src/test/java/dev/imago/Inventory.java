package dev.imago;

import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                return hidden(directory) && !directory.equals(folder)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() && !hidden(file)) {
                    read(file)
                            .ifPresent(bytes -> files.put(
                                    folder.relativize(file).toString(),
                                    Digest.of(bytes).hex()));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return files;
    }

    private static boolean hidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private static Optional<byte[]> read(Path file) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        }
    }
}
