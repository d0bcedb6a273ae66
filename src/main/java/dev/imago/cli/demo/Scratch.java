package dev.imago.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;

/** A folder for the show that is gone afterwards: the site that is served, and photographs to upload. */
public final class Scratch implements AutoCloseable {
    private static final List<String> PHOTOGRAPHS =
            List.of("dandelion.jpg", "mountains.jpg", "fig.jpg", "dogs.jpg", "coffee.png", "cat.webp");

    private final Path root;

    /** Makes it in the directory for temporary files. */
    public Scratch() throws IOException {
        this.root = Files.createTempDirectory("imago-demo-");
        Files.createDirectories(site().resolve("upload/qa"));
        Files.createDirectories(photographs());
        for (String name : PHOTOGRAPHS) {
            try (InputStream photograph =
                    Objects.requireNonNull(Scratch.class.getResourceAsStream("/dev/imago/demo/" + name), name)) {
                Files.copy(photograph, photographs().resolve(name));
            }
        }
        Files.writeString(configuration(), """
            folder: '%s'
            public: {listen: '127.0.0.1:0'}
            api: {listen: '127.0.0.1:0'}
            routes:
              - name: site
                legacy:
                  - {address: '{name}_{w}x{h}.{ext}', image: '{name}.{ext}', query: 'w={w}&h={h}&fit=cover'}
            """.formatted(site()));
        Files.copy(photographs().resolve("dogs.jpg"), site().resolve("upload/qa/dogs.jpg"));
        Files.copy(photographs().resolve("cat.webp"), site().resolve("upload/qa/cat.webp"));
    }

    /** The folder that is served; there are pictures in it already. */
    public Path site() {
        return root.resolve("site");
    }

    /** The configuration of a server that also knows old addresses of thumbnails. */
    public Path configuration() {
        return root.resolve("imago.yaml");
    }

    public Path photographs() {
        return root.resolve("photographs");
    }

    @Override
    public void close() throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException problem) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
