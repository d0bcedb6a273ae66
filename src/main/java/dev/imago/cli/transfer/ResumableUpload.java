package dev.imago.cli.transfer;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.ApiException;
import dev.imago.image.Digest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Uploads a large file in parts (tus 1.0), each with its checksum. What broke off, also with the whole program, goes on behind the
 * last part that the server has. Thread-safe.
 */
final class ResumableUpload {
    private static final String PATH = "/v1/tus";
    private static final int PART = 8 << 20;

    private final ApiClient client;
    private final UploadNotes notes;

    /**
     * What became of it.
     *
     * @param url of the image
     * @param sent bytes that were sent now
     */
    record Done(Optional<String> url, long sent) {}

    ResumableUpload(ApiClient client, UploadNotes notes) {
        this.client = client;
        this.notes = notes;
    }

    /**
     * Uploads it.
     *
     * @param condition {@code If-None-Match} of the image
     * @param progress is told of bytes that the server has
     * @throws ApiException if the server refuses it or is gone
     */
    Done send(String key, LocalFile file, Digest digest, Optional<String> condition, LongConsumer progress)
            throws InterruptedException {
        Optional<Answer> known = find(key, digest);
        String upload = known.isPresent() ? notes.find(key, digest).orElseThrow() : create(key, file, condition);
        notes.keep(key, digest, upload);
        try {
            Done done = sendRest(upload, file, known, progress);
            notes.forget(key, digest);
            return done;
        } catch (ApiException e) {
            if (isRefusal(e)) {
                notes.forget(key, digest);
            }
            throw e;
        }
    }

    /** Whether the server has dropped the upload, since the same bytes would be refused again. */
    private static boolean isRefusal(ApiException failure) {
        return failure.status() / 100 == 4 && failure.status() != 401 && !failure.retryable();
    }

    private Done sendRest(String upload, LocalFile file, Optional<Answer> known, LongConsumer progress)
            throws InterruptedException {
        long begin = known.isPresent() ? offset(known.get()) : 0;
        progress.accept(begin);
        long offset = begin;
        Optional<Answer> last = known;
        while (offset < file.size()) {
            Answer answer =
                    append(upload, new FilePart(file.path(), offset, (int) Math.min(PART, file.size() - offset)));
            long now = offset(answer);
            progress.accept(now - offset);
            offset = now;
            last = Optional.of(answer);
        }
        return new Done(last.flatMap(answer -> answer.header("Imago-Location")), offset - begin);
    }

    /** The upload that broke off, if the server still has it. */
    private Optional<Answer> find(String key, Digest digest) throws InterruptedException {
        Optional<String> upload = notes.find(key, digest).filter(ResumableUpload::isUpload);
        try {
            return upload.isPresent() ? Optional.of(head(upload.get())) : Optional.empty();
        } catch (ApiException e) {
            if (e.status() == 404 || e.status() == 410) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private String create(String key, LocalFile file, Optional<String> condition) throws InterruptedException {
        String metadata = "key " + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
        Answer answer = client.transfer(PATH, request -> {
            condition.ifPresent(tags -> request.header("If-None-Match", tags));
            tus(request)
                    .header("Upload-Length", Long.toString(file.size()))
                    .header("Upload-Metadata", metadata)
                    .POST(BodyPublishers.noBody());
        });
        return answer.header("Location").filter(ResumableUpload::isUpload).orElseThrow(ResumableUpload::notImago);
    }

    /** A part that arrived although the answer was lost is not sent again. */
    private Answer append(String upload, FilePart part) throws InterruptedException {
        String checksum = "sha256 " + Base64.getEncoder().encodeToString(part.sha256());
        try {
            return client.transfer(
                    upload,
                    request -> tus(request)
                            .header("Upload-Offset", Long.toString(part.offset()))
                            .header("Upload-Checksum", checksum)
                            .header("Content-Type", "application/offset+octet-stream")
                            .method("PATCH", part.publisher()));
        } catch (ApiException e) {
            Optional<Answer> there = e.status() == 409 ? Optional.of(head(upload)) : Optional.empty();
            return there.filter(answer -> offset(answer) > part.offset()).orElseThrow(() -> e);
        }
    }

    private Answer head(String upload) throws InterruptedException {
        return client.transfer(upload, request -> tus(request).HEAD());
    }

    private static HttpRequest.Builder tus(HttpRequest.Builder request) {
        return request.header("Tus-Resumable", "1.0.0");
    }

    private static long offset(Answer answer) {
        return answer.header("Upload-Offset")
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(Long::valueOf)
                .orElseThrow(ResumableUpload::notImago);
    }

    /** Another address would be given the key. */
    private static boolean isUpload(String path) {
        return path.matches(PATH + "/[A-Za-z0-9]+");
    }

    private static ApiException notImago() {
        return ApiException.notImago("The answer is not what Imago sends for a resumable upload.");
    }
}
