package dev.imago.http.api.images;

import dev.imago.http.api.Access;
import dev.imago.http.api.Call;
import dev.imago.http.api.Parameters;
import dev.imago.http.api.Problems;
import dev.imago.http.api.Reply;
import dev.imago.http.api.images.Multipart.Part;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.upload.Grant;
import dev.imago.upload.Terms;
import dev.imago.upload.Uploaded;
import dev.imago.upload.Uploads;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@code POST /v1/images?prefix=&pattern=}: the files of a form, one after the other, each one by itself: one that is refused
 * does not undo another. One file is answered like a PUT. Several are answered 201 when all are stored, else 207, with what
 * became of each. {@code prefix} and {@code pattern} may also be fields of the form, before the files.
 */
final class PostImages {
    private static final int MAX_FILES = 1000;
    private static final int MAX_FIELDS = 100;
    private static final int MAX_FIELD = 4096;

    private final Uploads uploads;
    private final Access access;
    private final PublicUrls urls;
    private final InstantSource clock;

    PostImages(Uploads uploads, Access access, PublicUrls urls, InstantSource clock) {
        this.uploads = uploads;
        this.access = access;
        this.urls = urls;
        this.clock = clock;
    }

    /** What became of one file: an image, or why not. */
    record Item(String file, int status, Optional<ImageView> image, Optional<String> error) {}

    /** What became of all files, in their order. */
    record Result(List<Item> items) {}

    private record Outcome(String file, Optional<Uploaded> uploaded, Optional<Fault> fault) {}

    Reply post(Call call) throws IOException {
        access.requireSomeUpload(call);
        String contentType = call.headers().first("Content-Type").orElse("");
        FileKeys keys = new FileKeys(
                Parameters.prefix(call).text(), call.query().first("pattern").orElse(FileKeys.NAME));
        try (InputStream body = call.body()) {
            return reply(read(call, new Multipart(contentType, body), keys), call);
        }
    }

    private List<Outcome> read(Call call, Multipart form, FileKeys given) throws IOException {
        FileKeys keys = given;
        List<Outcome> outcomes = new ArrayList<>();
        int fields = 0;
        for (Optional<Part> next = form.next(); next.isPresent(); next = form.next()) {
            Part part = next.get();
            Optional<String> fileName = part.fileName();
            if (fileName.isEmpty()) {
                if (++fields > MAX_FIELDS) {
                    throw new Fault(Fault.Kind.INVALID, "A form may have " + MAX_FIELDS + " fields that are no files.");
                }
                keys = withField(keys, part);
            } else if (outcomes.size() == MAX_FILES) {
                throw new Fault(Fault.Kind.INVALID, "A form may have " + MAX_FILES + " files.");
            } else {
                outcomes.add(upload(call, part, fileName.get(), keys));
            }
        }
        if (outcomes.isEmpty()) {
            throw new Fault(Fault.Kind.INVALID, "The form has no file.");
        }
        return outcomes;
    }

    private static FileKeys withField(FileKeys keys, Part part) throws IOException {
        byte[] bytes = part.body().readNBytes(MAX_FIELD + 1);
        if (bytes.length > MAX_FIELD) {
            throw new Fault(
                    Fault.Kind.INVALID, "A field of a form that is no file has " + MAX_FIELD + " bytes at most.");
        }
        String name = part.name().orElse("");
        if (!name.equals("prefix") && !name.equals("pattern")) {
            return keys;
        }
        String value = new String(bytes, StandardCharsets.UTF_8);
        return name.equals("prefix")
                ? new FileKeys(Parameters.prefix(value), keys.pattern())
                : new FileKeys(keys.prefix(), value);
    }

    /** What concerns this file alone is its outcome; without credentials or a connection there is no going on. */
    private Outcome upload(Call call, Part part, String fileName, FileKeys keys) {
        try {
            ImageKey key = keys.keyFor(fileName, part.headers().first("Content-Type"), clock.instant());
            Grant grant = access.requireUpload(call, key);
            Terms terms = new Terms(UploadTerms.preconditions(call), Optional.empty(), grant);
            Uploaded uploaded = uploads.put(key, part.body(), OptionalLong.empty(), terms);
            return new Outcome(fileName, Optional.of(uploaded), Optional.empty());
        } catch (Fault fault) {
            if (fault.kind() == Fault.Kind.UNAUTHENTICATED || fault.getCause() instanceof IOException) {
                throw fault;
            }
            return new Outcome(fileName, Optional.empty(), Optional.of(fault));
        }
    }

    private Reply reply(List<Outcome> outcomes, Call call) {
        if (outcomes.size() == 1) {
            Outcome only = outcomes.getFirst();
            return only.uploaded()
                    .map(uploaded -> UploadReply.of(uploaded, urls.seenBy(call)))
                    .orElseGet(() -> Problems.of(only.fault().orElseThrow(), call.requestId()));
        }
        boolean all = outcomes.stream().allMatch(outcome -> outcome.uploaded().isPresent());
        return Reply.json(
                all ? 201 : 207,
                new Result(outcomes.stream().map(outcome -> item(outcome, call)).toList()));
    }

    private Item item(Outcome outcome, Call call) {
        int status = outcome.uploaded()
                .map(UploadReply::status)
                .orElseGet(() -> Problems.status(outcome.fault().orElseThrow().kind()));
        return new Item(
                outcome.file(),
                status,
                outcome.uploaded().map(uploaded -> ImageView.of(uploaded.entry(), urls.seenBy(call))),
                outcome.fault().map(Fault::message));
    }
}
