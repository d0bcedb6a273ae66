package dev.imago.http.api.images;

import dev.imago.catalog.Catalog;
import dev.imago.delivery.Previews;
import dev.imago.delivery.Warming;
import dev.imago.http.api.Access;
import dev.imago.http.api.Api;
import dev.imago.journal.Journal;
import dev.imago.upload.BulkDeletes;
import dev.imago.upload.Uploads;
import dev.imago.upload.fetch.Fetcher;
import java.time.InstantSource;

/** Every endpoint of images. */
public final class ImageEndpoints {
    private final OneImage one;
    private final ListImages list;
    private final PostImages post;
    private final FetchImage fetch;
    private final DeletePrefix deletePrefix;
    private final Changes changes;
    private final WarmImage warm;

    public ImageEndpoints(
            Uploads uploads,
            BulkDeletes bulkDeletes,
            Fetcher fetcher,
            Warming warming,
            Catalog catalog,
            Journal journal,
            Access access,
            PublicUrls urls,
            Previews previews,
            InstantSource clock) {
        this.one = new OneImage(uploads, catalog, access, urls, previews);
        this.list = new ListImages(catalog, access, urls);
        this.post = new PostImages(uploads, access, urls, clock);
        this.fetch = new FetchImage(fetcher, uploads, access, urls, clock);
        this.deletePrefix = new DeletePrefix(bulkDeletes, access);
        this.changes = new Changes(journal, access);
        this.warm = new WarmImage(warming, access);
    }

    public void addTo(Api api) {
        api.add("PUT", "/v1/images/{key...}", one::put)
                .add("GET", "/v1/images/{key...}", one::get)
                .add("DELETE", "/v1/images/{key...}", one::delete)
                .add("GET", "/v1/images", list::list)
                .add("POST", "/v1/images/{key...}:warm", warm::warm)
                .add("POST", "/v1/images", post::post)
                .add("POST", "/v1/images:fetch", fetch::fetch)
                .add("DELETE", "/v1/images", deletePrefix::delete)
                .add("GET", "/v1/jobs", deletePrefix::jobs)
                .add("GET", "/v1/jobs/{id}", deletePrefix::job)
                .add("GET", "/v1/changes", changes::list);
    }
}
