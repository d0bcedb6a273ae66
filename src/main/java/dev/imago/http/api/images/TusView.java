package dev.imago.http.api.images;

import dev.imago.http.api.Call;
import dev.imago.http.api.Problems;
import dev.imago.http.api.Reply;
import dev.imago.image.PercentEncoding;
import dev.imago.upload.tus.TusInfo;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How a resumable upload looks. */
record TusView(PublicUrls urls) {
    /** RFC 9110 §5.6.7. */
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    Reply of(Call call, Reply reply, TusInfo info) {
        Reply all = reply.with("Upload-Offset", Long.toString(info.offset()))
                .with("Upload-Length", Long.toString(info.length()))
                .with("Upload-Expires", date(info.expires()));
        if (info.metadata().isPresent()) {
            all = all.with("Upload-Metadata", info.metadata().get());
        }
        if (info.result().isPresent()) {
            all = all.with("Imago-Key", PercentEncoding.encodePath(info.key().value()))
                    .with("Imago-Location", urls.of(call, info.key()))
                    .with("ETag", info.result().get().etag());
        }
        return all;
    }

    static Reply locked(Call call) {
        return Problems.of(423, "locked", "Another request is at work on this upload.", call.requestId());
    }

    private static String date(Instant time) {
        return HTTP_DATE.format(time.atZone(ZoneOffset.UTC));
    }
}
