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
import java.util.function.LongConsumer;

/**
 * Uploads one file, unless the server has its bytes under its key already; that is what makes a broken-off run resumable. Whether it has
 * them is asked beforehand, or, with a key that may only write, by a condition of the upload, which the server weighs before it
 * takes the bytes. The digest goes along (RFC 9530), so that what arrives damaged or was changed meanwhile is refused. Thread-safe.
 */
public final class FileUpload {
    /** From this size on a file is sent in parts. */
    private static final long LARGE = 16L << 20;

    private final ApiClient client;
    private final boolean createOnly;
    private final boolean compare;
    private final ResumableUpload resumable;
    private volatile boolean mayRead = true;

    /**
     * Uploads as it is told.
     *
     * @param createOnly whether an existing image is left as it is
     * @param compare whether the same bytes are not sent again
     * @param notes of large files that are under way
     */
    public FileUpload(ApiClient client, boolean createOnly, boolean compare, UploadNotes notes) {
        this.client = client;
        this.createOnly = createOnly;
        this.compare = compare;
        this.resumable = new ResumableUpload(client, notes);
    }

    /** What is known of the image beforehand: nothing, with a key that may not read. */
    private record Before(boolean known, Optional<ImageInfo> image) {}

    /**
     * Uploads it.
     *
     * @param progress may be told of bytes before all of them are there
     * @throws ApiException if the server refuses it or is gone
     * @throws IOException if the file cannot be read
     * @throws dev.imago.image.Fault of kind {@code INVALID} if its name is no image key
     */
    public Transfer send(LocalFile file, LongConsumer progress) throws IOException, InterruptedException {
        String key = ImageKey.of(file.key()).value();
        Before before = compare || createOnly ? look(key) : new Before(false, Optional.empty());
        if (before.image().isPresent() && createOnly) {
            return Transfer.spared(file, Outcome.KEPT, before.image());
        }
        if (before.image().isPresent() && same(before.image().get(), file)) {
            return Transfer.spared(file, Outcome.SAME, before.image());
        }
        Digest digest = digest(file.path());
        try {
            return file.size() < LARGE
                    ? put(key, file, digest, before.known())
                    : putLarge(key, file, digest, before, progress);
        } catch (ApiException e) {
            if (e.status() == 412) {
                return Transfer.spared(file, createOnly ? Outcome.KEPT : Outcome.SAME, Optional.empty());
            }
            if (!e.unreachable() && !digest(file.path()).equals(digest)) {
                throw new IOException(file.path() + ": changed while it was uploaded", e);
            }
            throw e;
        }
    }

    private Before look(String key) throws InterruptedException {
        if (!mayRead) {
            return new Before(false, Optional.empty());
        }
        try {
            return new Before(true, client.find(ApiClient.image(key)).map(answer -> answer.as(ImageInfo.class)));
        } catch (ApiException e) {
            if (e.status() != 403) {
                throw e;
            }
            mayRead = false;
            return new Before(false, Optional.empty());
        }
    }

    private boolean same(ImageInfo there, LocalFile file) throws IOException {
        return compare
                && there.size() == file.size()
                && there.digest().equals(digest(file.path()).hex());
    }

    private Transfer put(String key, LocalFile file, Digest digest, boolean known)
            throws IOException, InterruptedException {
        var body = BodyPublishers.ofFile(file.path());
        String stated = "sha-256=:" + Base64.getEncoder().encodeToString(digest.bytes()) + ":";
        Optional<String> condition = condition(digest, known);
        Answer answer = client.transfer(ApiClient.image(key), request -> {
            request.header("Repr-Digest", stated).PUT(body);
            condition.ifPresent(tags -> request.header("If-None-Match", tags).expectContinue(true));
        });
        ImageInfo image = answer.as(ImageInfo.class);
        Outcome outcome = answer.status() == 201 ? Outcome.CREATED : Outcome.REPLACED;
        return new Transfer(file, outcome, Optional.of(digest.hex()), Optional.of(image.url()), file.size());
    }

    private Optional<String> condition(Digest digest, boolean known) {
        if (createOnly) {
            return Optional.of("*");
        }
        return compare && !known ? Optional.of(digest.etag()) : Optional.empty();
    }

    /** The end of a resumable upload does not tell if there was an image before; its beginning does. */
    private Transfer putLarge(String key, LocalFile file, Digest digest, Before before, LongConsumer progress)
            throws InterruptedException {
        Outcome outcome = before.image().isPresent() ? Outcome.REPLACED : Outcome.CREATED;
        Optional<String> condition = createOnly || (compare && !before.known()) ? Optional.of("*") : Optional.empty();
        ResumableUpload.Done done;
        try {
            done = resumable.send(key, file, digest, condition, progress);
        } catch (ApiException e) {
            if (e.status() != 412 || createOnly) {
                throw e;
            }
            outcome = Outcome.REPLACED;
            done = resumable.send(key, file, digest, Optional.of(digest.etag()), progress);
        }
        return new Transfer(file, outcome, Optional.of(digest.hex()), done.url(), done.sent());
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
