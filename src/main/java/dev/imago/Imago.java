package dev.imago;

import dev.imago.auth.AdminKey;
import dev.imago.auth.Auth;
import dev.imago.auth.SqlKeyStore;
import dev.imago.auth.SqlTokenStore;
import dev.imago.catalog.AnnouncingCatalog;
import dev.imago.catalog.CatalogSettings;
import dev.imago.catalog.Copies;
import dev.imago.catalog.SqlCatalog;
import dev.imago.catalog.Tombstones;
import dev.imago.database.Database;
import dev.imago.database.DatabaseSettings;
import dev.imago.delivery.Delivery;
import dev.imago.delivery.MemoryFollower;
import dev.imago.delivery.Previews;
import dev.imago.delivery.UploadWarmer;
import dev.imago.http.HttpServer;
import dev.imago.http.api.Api;
import dev.imago.image.Fault;
import dev.imago.journal.Departed;
import dev.imago.journal.Follower;
import dev.imago.journal.FollowerRunner;
import dev.imago.journal.Retention;
import dev.imago.journal.SqlJournal;
import dev.imago.ops.AccessLog;
import dev.imago.ops.DataDirectory;
import dev.imago.ops.Metrics;
import dev.imago.upload.BulkDeletes;
import dev.imago.upload.Imports;
import dev.imago.upload.QuotaSettings;
import dev.imago.upload.Quotas;
import dev.imago.upload.SpoolDirectory;
import dev.imago.upload.UploadPolicies;
import dev.imago.upload.Uploads;
import dev.imago.upload.tus.TusUploads;
import dev.imago.webhook.DeadLetters;
import dev.imago.webhook.Webhook;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** The composition root: every part of a server, in the order in which they need each other. Reading it is reading the architecture. */
public final class Imago implements AutoCloseable {
    private final Settings settings;
    private final DataDirectory data;
    private final Database database;
    private final Optional<NodeName> name;
    private final OpenStores stores;
    private final MigrationSide migrations;
    private final RenditionSide renditions;
    private final RouteTable routes;
    private final Delivery delivery;
    private final BulkDeletes bulkDeletes;
    private final TusUploads tus;
    private final Auth auth;
    private final List<Webhook> webhooks;
    private final UploadWarmer warmer;
    private final List<FollowerRunner> followers = new ArrayList<>();
    private final Retention retention;
    private final AccessLog accessLog;
    private final Api api;
    private final HttpServer server;
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();

    /** Builds everything; {@link #start} lets it answer. */
    public Imago(Settings settings, Optional<AdminKey> adminKey) throws IOException {
        Clock clock = Clock.systemUTC();
        this.settings = settings;
        var metrics = new Metrics();

        WatermarkFiles watermarks = WatermarkFiles.read(settings.renditions());
        this.data = DataDirectory.take(settings.dataDirectory());
        this.database = Database.open(databaseSettings());
        this.name = NodeName.take(database, settings.node(), NodeName.PATIENCE);
        var journal = settings.importsOnRead() ? SqlJournal.keepingTombstones(database) : new SqlJournal(database);
        var catalog = new SqlCatalog(database, journal, settings.node());
        trackQuotas(catalog);

        var circuits = new Circuits(metrics.registry());
        this.stores = new OpenStores(settings, new StoreMetrics(metrics.registry()), circuits);
        var spool = new SpoolDirectory(data.directory("spool"));
        this.migrations = new MigrationSide(database, catalog, journal, stores, spool, clock);
        this.renditions = new RenditionSide(settings, watermarks, data, metrics.registry(), clock);
        this.routes = new RouteTable(settings, stores, renditions::rules);
        this.delivery = new Delivery(
                settings.delivery(),
                routes.sites(),
                catalog,
                migrations,
                stores,
                Optional.of(renditions.renditions()),
                settings.publicListener().tls().isEmpty(),
                background);
        var announcing = new AnnouncingCatalog(catalog, delivery::invalidate);
        stores.adoptInto(announcing, new Copies(database), settings, clock);

        var quotas = new Quotas(
                catalog, settings.quotas().stream().map(QuotaSettings::quota).toList());
        UploadPolicies policies = migrations.around(routes);
        var lookout = new StoreLookout(stores, announcing, clock);
        var imports = new Imports(
                announcing, new Tombstones(database)::deleted, policies, quotas, lookout, spool, migrations, clock);
        stores.importBy(new ReadImports(imports, metrics.registry()));
        var uploads = new Uploads(
                announcing,
                policies,
                quotas,
                new OriginLookout(lookout, announcing, imports, routes::originsOf),
                spool,
                migrations,
                clock);
        this.bulkDeletes = new BulkDeletes(database, announcing, journal, uploads, settings.node(), clock);
        this.tus = new TusUploads(data.directory("tus"), settings.tus(), clock);
        this.auth = new Auth(settings.auth(), new SqlKeyStore(database), new SqlTokenStore(database), adminKey, clock);

        var deadLetters = new DeadLetters(database);
        this.webhooks = settings.webhooks().stream()
                .map(webhook -> new Webhook(webhook, deadLetters))
                .toList();
        this.warmer = new UploadWarmer(delivery, routes::presetsAfterUpload);
        follow(journal, new MemoryFollower(delivery, warmer), FollowerRunner.Start.END);
        webhooks.forEach(webhook -> follow(journal, webhook, FollowerRunner.Start.END));
        this.retention = new Retention(
                journal,
                new Departed(
                        Webhook.FAMILY,
                        webhooks.stream().map(Webhook::name).collect(Collectors.toSet()),
                        settings.catalog().journalRetention(),
                        database.clusterLocks()));

        var looks = new StoreLooks(stores, circuits);
        var status = new NodeStatus(
                settings.node(), stores, looks, database, catalog, journal, delivery, renditions, followers);
        status.addTo(metrics.registry());
        this.api = ApiSide.of(
                settings,
                auth,
                uploads,
                bulkDeletes,
                tus,
                deadLetters,
                webhooks,
                announcing,
                delivery,
                journal,
                stores,
                status,
                metrics,
                database,
                publicAddress(),
                new Previews(stores, renditions.renditions(), background),
                routes::policy,
                migrations.orders(),
                new RouteSources(routes::routes, routes::storesOf, migrations.orders()::storesOf),
                delivery::explain,
                clock);
        this.accessLog = new AccessLog(settings.accessLog(), clock);
        this.server = new HttpServer(
                settings.publicListener(), new PublicSide(delivery), settings.api(), api, metrics.and(accessLog));
        metrics.watch(server);
        metrics.watch(accessLog);
    }

    private void follow(SqlJournal journal, Follower follower, FollowerRunner.Start start) {
        followers.add(new FollowerRunner(journal, follower, database.clusterLocks(), start));
    }

    private DatabaseSettings databaseSettings() {
        CatalogSettings catalog = settings.catalog();
        var synchronous = settings.durability() == Settings.Durability.FSYNC
                ? DatabaseSettings.Synchronous.FULL
                : DatabaseSettings.Synchronous.OS;
        String url = catalog.url().orElse("jdbc:sqlite:" + data.path().resolve("catalog.db"));
        return new DatabaseSettings(
                url, catalog.user().orElse(""), catalog.password().orElse(""), catalog.connections(), synchronous);
    }

    private PublicAddress publicAddress() {
        String scheme = settings.publicListener().tls().isPresent() ? "https" : "http";
        return new PublicAddress(settings.publicUrl(), scheme, this::publicListener);
    }

    private InetSocketAddress publicListener() {
        return server.publicAddress();
    }

    /** Counts what lies below prefixes with a quota; while the database does not answer, again and again. */
    private void trackQuotas(SqlCatalog catalog) {
        Set<String> prefixes =
                settings.quotas().stream().map(QuotaSettings::prefix).collect(Collectors.toSet());
        background.execute(() -> {
            boolean done = false;
            while (!done && !background.isShutdown()) {
                try {
                    catalog.track(prefixes);
                    done = true;
                } catch (Fault unavailable) {
                    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                }
            }
        });
    }

    /** Lets it answer on both listeners. */
    public void start() throws IOException {
        server.start();
        // What changes until the folders are watched is found by the scan that begins with it.
        stores.startAdoption();
        renditions.start();
        bulkDeletes.start();
        migrations.start();
    }

    /** The key of the administrator, in plain text: once, at the first start, if the environment does not set it. */
    public Optional<String> firstAdminKey() {
        return auth.firstAdminKey();
    }

    /** What the api listener answers, to be held against its description. */
    public Api api() {
        return api;
    }

    public String publicUrl() {
        return server.publicUrl();
    }

    public String apiUrl() {
        return server.apiUrl();
    }

    /** Takes up what can change without a restart: the routes, and what renditions are made. Certificates are looked after by the listeners. */
    public void reload(Settings next) {
        renditions.reload(next.renditions());
        routes.replace(next);
        delivery.reroute(routes.sites());
    }

    /** Lets the answers in flight finish, refuses new connections, and closes. Returns whether all finished in time. */
    public boolean drain(Duration grace) throws IOException {
        boolean finished = server.drain(grace);
        close();
        return finished;
    }

    /** Checks of hot images use the stores. */
    private void endBackground() {
        background.shutdownNow();
        try {
            var _ = background.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        followers.forEach(FollowerRunner::close);
        warmer.close();
        webhooks.forEach(Webhook::close);
        retention.close();
        bulkDeletes.close();
        migrations.close();
        tus.close();
        auth.close();
        endBackground();
        renditions.close();
        stores.close();
        accessLog.close();
        name.ifPresent(NodeName::close);
        database.close();
        data.close();
    }
}
