package dev.imago.http.api.admin;

import dev.imago.http.api.Json;
import dev.imago.http.api.Reply;
import dev.imago.image.Digest;
import dev.imago.migrate.Migration;
import dev.imago.migrate.Proof;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/** Writes the proof of a migration: a line for each image, and one over all of them at the end. */
record MigrationProof(Proof proof, Migration migration) implements Reply.Streaming {
    /**
     * The last line.
     *
     * @param bytes of all images
     * @param copies that count
     * @param verified copies that were read again
     * @param digest SHA-256 of all lines before, with their line feeds
     */
    record Sum(String migration, long images, long bytes, long copies, long verified, String digest) {}

    @Override
    public void writeTo(Reply.Sink sink) throws IOException {
        MessageDigest digest = Digest.sha256();
        long images = 0;
        long bytes = 0;
        long copies = 0;
        long verified = 0;
        List<Proof.Line> page = proof.lines(migration, Optional.empty());
        while (!page.isEmpty()) {
            for (Proof.Line line : page) {
                byte[] json = Json.line(line);
                digest.update(json);
                sink.write(json);
                images++;
                bytes += line.size();
                copies += line.copy().isPresent() ? 1 : 0;
                verified += line.copy().flatMap(Proof.Further::verified).isPresent() ? 1 : 0;
            }
            page = proof.lines(migration, Optional.of(page.getLast().key()));
        }
        sink.line(new Sum(
                migration.id(),
                images,
                bytes,
                copies,
                verified,
                Digest.of(digest).hex()));
    }
}
