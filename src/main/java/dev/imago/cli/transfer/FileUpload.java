package dev.imago.cli.transfer;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.ApiException;
import dev.imago.cli.client.ImageInfo;
import dev.imago.cli.transfer.Transfer.Outcome;
import dev.imago.image.Digest;
import dev.imago.image.ImageKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * Uploads one file, unless the server has its bytes under its key already; that is what makes a broken-off run resumable. The digest
 * goes along (RFC 9530), so that the server refuses what arrives damaged or was changed meanwhile. Thread-safe.
 */
public final class FileUpload {
    private final ApiClient client;
    private final boolean createOnly;
    private final boolean compare;

    /**
     * @param createOnly whether an existing image is left as it is
     * @param compare whether to look first if the same bytes are there
     */
    public FileUpload(ApiClient client, boolean createOnly, boolean compare) {
        this.client = client;
        this.createOnly = createOnly;
        this.compare = compare;
    }

    /**
     * Uploads it.
     *
     * @throws ApiException if the server refuses it or is gone
     * @throws IOException if the file cannot be read
     * @throws dev.imago.image.Fault of kind {@code INVALID} if its name is no image key
     */
    public Transfer send(LocalFile file) throws IOException, InterruptedException {
        String path = ApiClient.image(ImageKey.of(file.key()).value());
        if (compare || createOnly) {
            Optional<Answer> there = client.find(path);
            if (there.isPresent() && createOnly) {
                return new Transfer(file, Outcome.KEPT, there);
            }
            if (there.isPresent() && same(there.get().as(ImageInfo.class), file)) {
                return new Transfer(file, Outcome.SAME, there);
            }
        }
        return put(path, file);
    }

    private static boolean same(ImageInfo there, LocalFile file) throws IOException {
        return there.size() == file.size()
                && there.digest().equals(digest(file.path()).hex());
    }

    private Transfer put(String path, LocalFile file) throws IOException, InterruptedException {
        Digest digest = digest(file.path());
        var body = BodyPublishers.ofFile(file.path());
        String stated = "sha-256=:" + Base64.getEncoder().encodeToString(digest.bytes()) + ":";
        try {
            Answer answer = client.put(path, request -> {
                request.header("Repr-Digest", stated).PUT(body);
                if (createOnly) {
                    request.header("If-None-Match", "*");
                }
            });
            return new Transfer(file, answer.status() == 201 ? Outcome.CREATED : Outcome.REPLACED, Optional.of(answer));
        } catch (ApiException e) {
            if (createOnly && e.status() == 412) {
                return new Transfer(file, Outcome.KEPT, Optional.empty());
            }
            if (!digest(file.path()).equals(digest)) {
                throw new IOException(file.path() + ": changed while it was uploaded", e);
            }
            throw e;
        }
    }

    /** The SHA-256 of a file. */
    static Digest digest(Path path) throws IOException {
        MessageDigest sha256 = Digest.sha256();
        byte[] buffer = new byte[64 << 10];
        try (InputStream in = Files.newInputStream(path)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                sha256.update(buffer, 0, read);
            }
        }
        return Digest.of(sha256);
    }
}
