package dev.imago.http.api.images;

import dev.imago.http.api.Access;
import dev.imago.http.api.Call;
import dev.imago.http.api.Json;
import dev.imago.http.api.Parameters;
import dev.imago.http.api.Reply;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.upload.Grant;
import dev.imago.upload.Terms;
import dev.imago.upload.Uploads;
import dev.imago.upload.fetch.Fetcher;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Optional;

/** {@code POST /v1/images:fetch}: uploads what a URL leads to. Answered like a PUT. */
final class FetchImage {
    private static final int MAX_BODY = 16 << 10;

    private final Fetcher fetcher;
    private final Uploads uploads;
    private final Access access;
    private final PublicUrls urls;
    private final InstantSource clock;

    FetchImage(Fetcher fetcher, Uploads uploads, Access access, PublicUrls urls, InstantSource clock) {
        this.fetcher = fetcher;
        this.uploads = uploads;
        this.access = access;
        this.urls = urls;
        this.clock = clock;
    }

    /**
     * What to fetch.
     *
     * @param key where to put it; without it, prefix and pattern make a key from the name in the URL, as for a form's files
     */
    record Order(String url, Optional<String> key, Optional<String> prefix, Optional<String> pattern) {}

    Reply fetch(Call call) throws IOException {
        Order order = Json.read(call, Order.class, MAX_BODY);
        if (order.url() == null) {
            throw new Fault(Fault.Kind.INVALID, "The JSON body has no url.");
        }
        ImageKey key = key(order);
        Grant grant = access.requireUpload(call, key);
        Terms terms = new Terms(UploadTerms.preconditions(call), Optional.empty(), grant);
        uploads.requireNow(key, terms.preconditions());
        return UploadReply.of(
                fetcher.fetch(order.url(), found -> uploads.put(key, found.body(), found.length(), terms)),
                urls.seenBy(call));
    }

    private ImageKey key(Order order) {
        if (order.key().isPresent()) {
            return ImageKey.of(order.key().get());
        }
        FileKeys keys = new FileKeys(
                Parameters.prefix(order.prefix().orElse("")), order.pattern().orElse(FileKeys.NAME));
        return keys.keyFor(path(order.url()), Optional.empty(), clock.instant());
    }

    private static String path(String url) {
        try {
            return Optional.ofNullable(URI.create(url.strip()).getPath()).orElse("");
        } catch (IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "That is not a URL.", e);
        }
    }
}
