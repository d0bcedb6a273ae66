package dev.imago.http.api.images;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.delivery.Previews;
import dev.imago.delivery.Previews.Facts;
import dev.imago.http.api.Access;
import dev.imago.http.api.Access.Right;
import dev.imago.http.api.Call;
import dev.imago.http.api.Parameters;
import dev.imago.http.api.Reply;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.upload.Grant;
import dev.imago.upload.Terms;
import dev.imago.upload.Uploads;
import dev.imago.upload.WriteConditions;
import java.io.IOException;
import java.io.InputStream;

/** {@code /v1/images/{key}}: put the bytes, look at what is known of them, delete them. */
final class OneImage {
    private final Uploads uploads;
    private final Catalog catalog;
    private final Access access;
    private final PublicUrls urls;
    private final Previews previews;

    OneImage(Uploads uploads, Catalog catalog, Access access, PublicUrls urls, Previews previews) {
        this.uploads = uploads;
        this.catalog = catalog;
        this.access = access;
        this.urls = urls;
        this.previews = previews;
    }

    /** The body is the image; its Content-Type is ignored, since the bytes tell the type. */
    Reply put(Call call) throws IOException {
        ImageKey key = Parameters.key(call);
        Grant grant = access.requireUpload(call, key);
        Terms terms = UploadTerms.ofRaw(call, grant);
        uploads.requireNow(key, terms.preconditions());
        try (InputStream body = call.body()) {
            return UploadReply.of(uploads.put(key, body, call.contentLength(), terms), urls.seenBy(call));
        }
    }

    Reply get(Call call) {
        ImageKey key = Parameters.key(call);
        access.require(call, Right.READ, key);
        CatalogEntry entry =
                catalog.find(key).orElseThrow(() -> new Fault(Fault.Kind.ABSENT, "There is no image " + key + "."));
        Facts facts = previews.of(entry, call.remote().getHostAddress());
        return Reply.json(ImageDetails.of(ImageView.of(entry, urls.seenBy(call)), facts))
                .with("Cache-Control", "no-store");
    }

    /** Idempotent: 204 also when there was no such image. */
    Reply delete(Call call) {
        ImageKey key = Parameters.key(call);
        access.require(call, Right.DELETE, key);
        WriteConditions preconditions = UploadTerms.preconditions(call);
        uploads.delete(key, preconditions);
        return Reply.noContent();
    }
}
