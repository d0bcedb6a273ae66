package dev.imago.cli.transfer;

import dev.imago.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Remembers, beyond the end of the program, where unfinished resumable uploads are: a small file for each in a directory of the user.
 * Where it cannot be written, an upload that breaks off begins anew.
 *
 * @param directory is made when it is needed
 * @param server its address: the same file may be under way to several
 */
public record UploadNotes(Path directory, String server) {
    /** The path of the upload at the server. */
    Optional<String> find(String key, Digest digest) {
        try {
            return Optional.of(Files.readString(file(key, digest)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void keep(String key, Digest digest, String upload) {
        try {
            Files.createDirectories(directory);
            Files.writeString(file(key, digest), upload);
        } catch (IOException e) {
            // Then it begins anew next time.
        }
    }

    void forget(String key, Digest digest) {
        try {
            Files.deleteIfExists(file(key, digest));
        } catch (IOException e) {
            // The server will say that there is no such upload.
        }
    }

    private Path file(String key, Digest digest) {
        String all = server + '\n' + key + '\n' + digest.hex();
        return directory.resolve(Digest.of(all.getBytes(StandardCharsets.UTF_8)).hex());
    }
}
