package dev.imago.http.api.images;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.http.api.Access;
import dev.imago.http.api.Access.Right;
import dev.imago.http.api.Call;
import dev.imago.http.api.Parameters;
import dev.imago.http.api.Reply;
import dev.imago.image.ImageKey;
import dev.imago.image.KeyPrefix;
import java.util.List;
import java.util.Optional;

/** {@code GET /v1/images?prefix=&after=&limit=}: a page of a listing in key order. */
final class ListImages {
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1000;

    private final Catalog catalog;
    private final Access access;
    private final PublicUrls urls;

    ListImages(Catalog catalog, Access access, PublicUrls urls) {
        this.catalog = catalog;
        this.access = access;
        this.urls = urls;
    }

    /**
     * A page.
     *
     * @param next the value of {@code after} for the next page; absent on the last one
     */
    record Page(List<ImageView> items, Optional<String> next) {}

    Reply list(Call call) {
        KeyPrefix prefix = Parameters.prefix(call);
        access.require(call, Right.READ, prefix);
        Optional<ImageKey> after =
                call.query().first("after").filter(text -> !text.isEmpty()).map(ImageKey::of);
        int limit = (int) Parameters.number(call, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT);
        List<CatalogEntry> found = catalog.list(prefix.text(), after, limit + 1);
        boolean more = found.size() > limit;
        List<ImageView> items = found.stream()
                .limit(limit)
                .map(entry -> ImageView.of(entry, urls.seenBy(call)))
                .toList();
        Optional<String> next = more ? Optional.of(items.getLast().key()) : Optional.empty();
        return Reply.json(new Page(items, next)).with("Cache-Control", "no-store");
    }
}
