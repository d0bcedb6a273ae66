package dev.imago.http.api.images;

import dev.imago.delivery.HttpDate;
import dev.imago.http.api.Call;
import dev.imago.http.api.Headers;
import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.upload.Grant;
import dev.imago.upload.StatedDigest;
import dev.imago.upload.Terms;
import dev.imago.upload.WriteConditions;
import java.util.Optional;

/** Reads from a request's header fields on which terms its body is to be taken. */
final class UploadTerms {
    private UploadTerms() {}

    static WriteConditions preconditions(Call call) {
        return new WriteConditions(
                call.headers().joined("If-Match"),
                call.headers().joined("If-None-Match"),
                call.headers().joined("If-Unmodified-Since").flatMap(HttpDate::read));
    }

    /**
     * The terms of a body that is one image as it is.
     *
     * @throws Fault of kind {@code INVALID} for a body in parts or in a coding, or fields that cannot be read
     */
    static Terms ofRaw(Call call, Grant grant) {
        if (call.headers().contains("Content-Range")) {
            throw new Fault(
                    Fault.Kind.INVALID, "An image is put whole, without Content-Range; /v1/tus takes it in parts.");
        }
        String coding = call.headers().first("Content-Encoding").orElse("identity");
        if (!coding.equalsIgnoreCase("identity")) {
            throw new Fault(
                    Fault.Kind.UNSUPPORTED_TYPE,
                    "Images are taken as they are, without Content-Encoding: " + coding + ".");
        }
        return new Terms(preconditions(call), digest(call.headers()), grant);
    }

    private static Optional<Digest> digest(Headers headers) {
        Optional<Digest> whole = headers.joined("Repr-Digest").flatMap(StatedDigest::parse);
        Optional<Digest> content = headers.joined("Content-Digest").flatMap(StatedDigest::parse);
        if (whole.isPresent() && content.isPresent() && !whole.equals(content)) {
            throw new Fault(Fault.Kind.INVALID, "Repr-Digest and Content-Digest contradict each other.");
        }
        return whole.or(() -> content);
    }
}
