package dev.imago.http.api.images;

import dev.imago.http.api.Access;
import dev.imago.http.api.Call;
import dev.imago.http.api.Callers;
import dev.imago.http.api.Reply;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.upload.Grant;
import dev.imago.upload.UploadPolicy;
import dev.imago.upload.Uploads;
import dev.imago.upload.WriteConditions;
import dev.imago.upload.tus.Metadata;
import dev.imago.upload.tus.TusInfo;
import dev.imago.upload.tus.TusUploads;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;

/** Begins a resumable upload, and refuses at once what could never become an image there. */
record TusCreation(
        TusUploads tus, Uploads uploads, Access access, TusAppend append, TusView view, InstantSource clock) {

    /** POST. */
    Reply create(Call call) throws IOException {
        if (call.headers().contains("Upload-Defer-Length") || call.headers().contains("Upload-Concat")) {
            throw new Fault(
                    Fault.Kind.INVALID, "Uploads of unknown length, and in parts to be joined, are not offered.");
        }
        boolean withBody = call.headers().contains("Content-Type");
        if (withBody) {
            TusAppend.requireContentType(call);
        }
        long length = TusAppend.number(call, "Upload-Length");
        Optional<String> field = call.headers().joined("Upload-Metadata");
        Metadata metadata = Metadata.parse(field.orElse(""));
        ImageKey key = key(call, metadata);
        Grant grant = access.requireUpload(call, key);
        requireHope(length, metadata, uploads.policyFor(key, grant));
        WriteConditions preconditions = UploadTerms.preconditions(call);
        uploads.requireNow(key, preconditions);
        TusInfo info = tus.create(key, length, field, preconditions);
        Reply created = Reply.of(201).with("Location", address(call, info));
        return withBody || length == 0 ? append.append(call, info, 0, created) : view.of(call, created, info);
    }

    private ImageKey key(Call call, Metadata metadata) {
        Optional<String> key = metadata.first("key");
        if (key.isPresent()) {
            return ImageKey.of(key.get());
        }
        String name = metadata.first("filename", "name")
                .orElseThrow(() -> new Fault(
                        Fault.Kind.INVALID,
                        "Upload-Metadata names the image: key, or filename with prefix before it."));
        String prefix =
                metadata.first("prefix").orElse(Callers.of(call).prefix().text());
        return new FileKeys(prefix, FileKeys.NAME).keyFor(name, metadata.first("filetype", "type"), clock.instant());
    }

    private static void requireHope(long length, Metadata metadata, UploadPolicy policy) {
        if (length > policy.maxBytes()) {
            throw new Fault(
                    Fault.Kind.TOO_LARGE, "The image is larger than the " + policy.maxBytes() + " bytes allowed here.");
        }
        Optional<Format> format = metadata.first("filetype", "type").flatMap(Format::ofMediaType);
        if (format.isPresent() && !policy.formats().contains(format.get())) {
            throw new Fault(Fault.Kind.UNSUPPORTED_TYPE, format.get() + " is not accepted here.");
        }
    }

    /** Relative to the origin, so that it holds behind any proxy; with the token of the query, which the client will need again. */
    private static String address(Call call, TusInfo info) {
        String path = "/v1/tus/" + info.id();
        return call.query()
                .first("token")
                .map(token -> path + "?token=" + URLEncoder.encode(token, StandardCharsets.UTF_8))
                .orElse(path);
    }
}
