package dev.imago.http.api.images;

import dev.imago.auth.Principal;
import dev.imago.auth.Scope;
import dev.imago.http.api.Call;
import dev.imago.http.api.Callers;
import dev.imago.http.api.Problems;
import dev.imago.http.api.Reply;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.upload.Terms;
import dev.imago.upload.Uploads;
import dev.imago.upload.tus.Appended;
import dev.imago.upload.tus.Checksum;
import dev.imago.upload.tus.TusInfo;
import dev.imago.upload.tus.TusUpload;
import dev.imago.upload.tus.TusUploads;
import java.io.IOException;
import java.util.Optional;

/** Takes bytes of a resumable upload, and makes it an image when it has all of them. */
record TusAppend(TusUploads tus, Uploads uploads, TusView view) {
    static final String CONTENT_TYPE = "application/offset+octet-stream";

    /** PATCH. */
    Reply patch(Call call) throws IOException {
        TusInfo info = tus.find(call.parameter("id"));
        requireWrite(call, info);
        requireContentType(call);
        long offset = number(call, "Upload-Offset");
        if (offset == info.offset() && call.contentLength().orElse(0) > info.length() - offset) {
            return tooMany(call, info);
        }
        return append(call, info, offset, Reply.noContent());
    }

    /** @param done the answer, to which what is known of the upload is added */
    Reply append(Call call, TusInfo info, long offset, Reply done) throws IOException {
        Optional<Checksum> checksum = call.headers().first("Upload-Checksum").map(Checksum::parse);
        Optional<Reply> reply = tus.exclusively(info.id(), upload -> {
            boolean again = upload.info().complete();
            Appended appended = upload.append(offset, call.body(), checksum);
            if (appended == Appended.DONE && upload.info().complete()) {
                finish(call, upload, again);
            }
            return reply(call, appended, upload.info(), done);
        });
        return reply.orElseGet(() -> TusView.locked(call));
    }

    /**
     * Leads a complete upload through the pipeline of all uploads.
     *
     * @param again whether that may have been done before, and its outcome was lost
     */
    Digest finish(Call call, TusUpload upload, boolean again) {
        TusInfo info = upload.info();
        Terms terms = new Terms(info.preconditions(), Optional.empty(), Callers.grant(Callers.of(call)));
        return upload.finish(spool -> (again
                        ? uploads.commitAgain(info.key(), spool, terms)
                        : uploads.commit(info.key(), spool, terms))
                .entry()
                .digest());
    }

    /** Another caller than the one who began may go on, with the right to write there. */
    static void requireWrite(Call call, TusInfo info) {
        Principal caller = Callers.of(call);
        caller.require(Scope.WRITE, info.key());
        if (info.length() > caller.limits().maxBytes()) {
            throw new Fault(
                    Fault.Kind.TOO_LARGE,
                    "This upload token is for files of at most "
                            + caller.limits().maxBytes() + " bytes.");
        }
    }

    static void requireContentType(Call call) {
        if (!call.headers().first("Content-Type").equals(Optional.of(CONTENT_TYPE))) {
            throw new Fault(Fault.Kind.UNSUPPORTED_TYPE, "The bytes of an upload are sent as " + CONTENT_TYPE + ".");
        }
    }

    /** A header field that is a number of bytes. */
    static long number(Call call, String name) {
        String text = call.headers().first(name).orElse("");
        if (!text.matches("[0-9]{1,18}")) {
            throw new Fault(Fault.Kind.INVALID, "This takes the header " + name + " with a number of bytes.");
        }
        return Long.parseLong(text);
    }

    private Reply reply(Call call, Appended appended, TusInfo info, Reply done) {
        return switch (appended) {
            case DONE -> view.of(call, done, info);
            case WRONG_OFFSET ->
                Problems.of(
                        409,
                        "wrong-offset",
                        "The upload is at offset " + info.offset() + ". Ask with HEAD, and go on from there.",
                        call.requestId());
            case WRONG_CHECKSUM ->
                Problems.of(
                        460,
                        "wrong-checksum",
                        "The bytes do not have the stated checksum, and were dropped.",
                        call.requestId());
            case TOO_MANY -> tooMany(call, info);
        };
    }

    private static Reply tooMany(Call call, TusInfo info) {
        return Problems.of(
                413,
                "too-large",
                "These are more bytes than the " + info.length() + " that the upload was begun with.",
                call.requestId());
    }
}
