package dev.imago.http.api.images;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.delivery.Previews;
import dev.imago.http.api.Access;
import dev.imago.http.api.Access.Right;
import dev.imago.http.api.Api;
import dev.imago.http.api.Call;
import dev.imago.http.api.Parameters;
import dev.imago.http.api.Reply;
import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.image.Orientation;
import dev.imago.routing.KeyPath;
import dev.imago.transform.policy.RenditionPolicy;
import dev.imago.transform.srcset.Picture;
import dev.imago.transform.srcset.Srcset;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code GET /v1/images/{key}:srcset}: the element by which a page offers an image in several sizes. */
public final class SrcsetEndpoint {
    private final Catalog catalog;
    private final Previews previews;
    private final Supplier<RenditionPolicy> policy;
    private final Access access;
    private final PublicUrls urls;

    /** @param policy that the public listener has now */
    public SrcsetEndpoint(
            Catalog catalog, Previews previews, Supplier<RenditionPolicy> policy, Access access, PublicUrls urls) {
        this.catalog = catalog;
        this.previews = previews;
        this.policy = policy;
        this.access = access;
        this.urls = urls;
    }

    public void addTo(Api api) {
        api.add("GET", "/v1/images/{key...}:srcset", this::get);
    }

    private Reply get(Call call) {
        ImageKey key = Parameters.key(call);
        access.require(call, Right.READ, key);
        RenditionPolicy now = policy.get();
        SrcsetQuery query = SrcsetQuery.of(call);
        Optional<Instant> expires = expires(query, now);
        CatalogEntry entry =
                catalog.find(key).orElseThrow(() -> new Fault(Fault.Kind.ABSENT, "There is no image " + key + "."));
        String url = urls.of(call, key);
        Picture picture = Srcset.of(
                query.place(),
                now,
                upright(entry),
                rendition -> url + "?" + now.accepted(KeyPath.of(key), rendition, expires));
        return Reply.json(SrcsetView.of(picture, query.alt())).with("Cache-Control", "no-store");
    }

    private static Optional<Instant> expires(SrcsetQuery query, RenditionPolicy policy) {
        Optional<Instant> expires = query.place()
                .asked()
                .get(dev.imago.transform.query.Parameters.EXPIRES)
                .map(Instant::ofEpochSecond);
        if (expires.isPresent() && !policy.signs()) {
            throw new Fault(
                    Fault.Kind.INVALID, "The parameter expires has no meaning, as addresses are not signed here.");
        }
        return expires;
    }

    private Dimensions upright(CatalogEntry entry) {
        Dimensions stored = entry.dimensions()
                .orElseThrow(() ->
                        new Fault(Fault.Kind.UNPROCESSABLE, "The image " + entry.key() + " has no size in pixels."));
        int orientation = previews.orientation(entry)
                .orElseThrow(() -> new Fault(Fault.Kind.UNAVAILABLE, "The image cannot be read now.")
                        .retryAfter(Duration.ofSeconds(1)));
        return Orientation.upright(stored, orientation);
    }
}
