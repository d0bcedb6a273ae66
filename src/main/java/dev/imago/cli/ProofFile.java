package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * The proof of a migration in a file, a line an image.
 *
 * @param sum the last line, which is right
 */
record ProofFile(Path file, Sum sum) {
    /**
     * What a proof says of all images.
     *
     * @param digest SHA-256 of all lines before it, with their line feeds
     */
    record Sum(String migration, long images, long bytes, long copies, long verified, String digest) {}

    /** @throws CommandFailed if it is not whole */
    static ProofFile read(Path file) throws IOException {
        MessageDigest digest = Digest.sha256();
        String last = "{}";
        try (Stream<String> lines = Files.lines(file)) {
            Iterator<String> each = lines.iterator();
            while (each.hasNext()) {
                last = each.next();
                if (each.hasNext()) {
                    digest.update((last + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        Sum sum = Answer.read(last, Sum.class);
        if (!Digest.of(digest).hex().equals(sum.digest())) {
            throw new CommandFailed(
                    ExitCode.FAILED, file + " is not whole: its lines have not the digest of the last one");
        }
        return new ProofFile(file, sum);
    }
}
