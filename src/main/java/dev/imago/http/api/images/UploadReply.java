package dev.imago.http.api.images;

import dev.imago.http.api.Reply;
import dev.imago.image.ImageKey;
import dev.imago.upload.Uploaded;
import java.util.function.Function;

/** The answer to one upload: 201 for a new image, 200 for a replaced or unchanged one; Location is its public URL. */
final class UploadReply {
    private UploadReply() {}

    static int status(Uploaded uploaded) {
        return uploaded.outcome() == Uploaded.Outcome.CREATED ? 201 : 200;
    }

    static Reply of(Uploaded uploaded, Function<ImageKey, String> urls) {
        return Reply.json(status(uploaded), ImageView.of(uploaded.entry(), urls))
                .with("Location", urls.apply(uploaded.entry().key()))
                .with("ETag", uploaded.entry().digest().etag());
    }
}
