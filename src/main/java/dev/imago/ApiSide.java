package dev.imago;

import dev.imago.auth.Auth;
import dev.imago.catalog.Catalog;
import dev.imago.database.Database;
import dev.imago.delivery.Previews;
import dev.imago.delivery.Warming;
import dev.imago.http.api.Access;
import dev.imago.http.api.Api;
import dev.imago.http.api.ApiCors;
import dev.imago.http.api.ApiDescription;
import dev.imago.http.api.Authentication;
import dev.imago.http.api.Callers;
import dev.imago.http.api.DeadLetterEndpoints;
import dev.imago.http.api.KeyEndpoints;
import dev.imago.http.api.Reply;
import dev.imago.http.api.TokenEndpoints;
import dev.imago.http.api.admin.MigrationEndpoints;
import dev.imago.http.api.admin.MigrationSources;
import dev.imago.http.api.admin.RouteExplanations;
import dev.imago.http.api.admin.Scans;
import dev.imago.http.api.admin.Verifications;
import dev.imago.http.api.images.ImageEndpoints;
import dev.imago.http.api.images.PublicUrls;
import dev.imago.http.api.images.SrcsetEndpoint;
import dev.imago.http.api.images.TusEndpoints;
import dev.imago.journal.Journal;
import dev.imago.migrate.Orders;
import dev.imago.ops.Health;
import dev.imago.ops.Metrics;
import dev.imago.repair.Verification;
import dev.imago.routing.Explained;
import dev.imago.routing.RouteRequest;
import dev.imago.transform.policy.RenditionPolicy;
import dev.imago.upload.BulkDeletes;
import dev.imago.upload.Uploads;
import dev.imago.upload.fetch.Fetcher;
import dev.imago.upload.tus.TusUploads;
import dev.imago.webhook.DeadLetters;
import dev.imago.webhook.Webhook;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Everything that the api listener answers. */
final class ApiSide {
    private ApiSide() {}

    static Api of(
            Settings settings,
            Auth auth,
            Uploads uploads,
            BulkDeletes bulkDeletes,
            TusUploads tus,
            DeadLetters deadLetters,
            List<Webhook> webhooks,
            Catalog catalog,
            Warming warming,
            Journal journal,
            OpenStores stores,
            NodeStatus status,
            Metrics metrics,
            Database database,
            PublicUrls urls,
            Previews previews,
            Supplier<RenditionPolicy> renditionPolicy,
            Orders migrations,
            MigrationSources sources,
            Function<RouteRequest, Explained> explain,
            Clock clock) {
        Access access = new Callers(auth.tokens());
        var api = new Api();
        new ImageEndpoints(
                        uploads,
                        bulkDeletes,
                        new Fetcher(settings.fetch()),
                        warming,
                        catalog,
                        journal,
                        access,
                        urls,
                        previews,
                        clock)
                .addTo(api);
        new SrcsetEndpoint(catalog, previews, renditionPolicy, access, urls).addTo(api);
        new TusEndpoints(tus, uploads, access, urls, clock).addTo(api);
        new DeadLetterEndpoints(deadLetters, webhooks, access).addTo(api);
        new KeyEndpoints(auth.keys(), clock).addTo(api);
        new TokenEndpoints(auth.tokens()).addTo(api);
        new ApiDescription().addTo(api);
        new MigrationEndpoints(access, migrations, sources).addTo(api);
        api.add("GET", "/v1/routes:explain", new RouteExplanations(access, explain));
        addAdministration(api, access, catalog, database, stores, status);
        addMonitoring(api, metrics, database);
        return api.around(new Authentication(auth.authenticator())).around(new ApiCors(settings.cors()));
    }

    private static void addAdministration(
            Api api, Access access, Catalog catalog, Database database, OpenStores stores, NodeStatus status) {
        var verifications = new Verifications(
                access,
                (prefix, rate) -> new Verification(catalog, database::damage, stores::named, prefix.text(), rate));
        api.add("GET", "/v1/status", call -> {
                    access.require(call, Access.Right.ADMIN, "");
                    return Reply.json(status.now());
                })
                .add("POST", "/v1/scan", new Scans(access, stores.adoptions()))
                .add("POST", "/v1/verify", verifications.start())
                .add("GET", "/v1/verify/{id}", verifications.show())
                .add("DELETE", "/v1/verify/{id}", verifications.stop());
    }

    private static void addMonitoring(Api api, Metrics metrics, Database database) {
        Health health = new Health()
                .check(
                        "catalog",
                        () -> database.available() ? Optional.empty() : Optional.of("the database does not answer"));
        api.add("GET", "/livez", health.livez())
                .add("GET", "/readyz", health.readyz())
                .add("GET", "/metrics", metrics.endpoint());
    }
}
