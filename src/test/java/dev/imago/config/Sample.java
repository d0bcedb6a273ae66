package dev.imago.config;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings of every kind, for the tests of this package. */
record Sample(
        @Setting(key = "public", doc = "The listener for images.")
        Listener publicListener,

        @Setting(doc = "Who may be here at once.", byDefault = "10000") @Range(min = "1", max = "1000000")
        int maxConnections,

        @Setting(doc = "A count beyond int.", byDefault = "5000000000")
        long total,

        @Setting(doc = "The part that is sampled.", byDefault = "0.5") @Range(min = "0", max = "1")
        double sampling,

        @Setting(doc = "The stores by name.", example = "main")
        Map<String, Store> stores,

        @Setting(doc = "First match wins.") @Reloadable List<Route> routes,
        @Setting(doc = "The memory tier.") Cache cache,

        @Setting(doc = "Where the catalog is.", byDefault = "memory")
        Store catalog,

        @Setting(doc = "Labels | for metrics.") Map<String, String> labels,

        @Setting(doc = "The database.", example = "jdbc:postgresql://db/imago")
        Optional<URI> database,

        @Setting(doc = "Its password.") @Secret Optional<String> password)
        implements Checked {

    @Override
    public void check(Check check) {
        for (int i = 0; i < routes.size(); i++) {
            if (!stores.isEmpty() && !stores.containsKey(routes.get(i).store())) {
                check.refuse("routes[" + i + "].store", "the name of a store", stores.keySet());
            }
        }
        if (password.isPresent() && database.isEmpty()) {
            check.refuse("password", "no password without a database");
        }
    }

    record Listener(
            @Setting(doc = "Its address.", byDefault = ":8080")
            HostPort listen,

            @Setting(doc = "The longest wait.", byDefault = "30s") @Range(min = "1s", max = "1d")
            Duration idleTimeout,

            @Setting(doc = "Sends Server-Timing.", byDefault = "false") @Reloadable
            boolean serverTiming,

            @Setting(doc = "Who is believed.", example = "10.0.0.0/8, 192.168.1.0/24")
            List<Network> trustedProxies,

            @Setting(doc = "Encryption.") Optional<Tls> tls) {}

    @Reloadable
    record Tls(
            @Setting(doc = "PEM.") Path certificate,
            @Setting(doc = "PEM.") Path key,
            @Setting(doc = "Of the key.") @Secret Optional<String> password) {}

    record Route(
            @Setting(doc = "The path it is for.") String path,
            @Setting(doc = "The store.", byDefault = "main") String store,
            @Setting(doc = "Old names.") List<Charset> charsets,
            @Setting(doc = "How long.") Life cache) {}

    record Life(
            @Setting(doc = "Freshness.", byDefault = "1d") Duration maxAge,
            @Setting(doc = "For proxies.", byDefault = "1d") Duration sharedMaxAge)
            implements Checked {
        @Override
        public void check(Check check) {
            if (sharedMaxAge.compareTo(maxAge) < 0) {
                check.refuse("shared-max-age", "at least max-age");
            }
        }
    }

    @Reloadable
    record Cache(
            @Setting(doc = "The most it holds.", byDefault = "64MB") @Range(min = "1MB")
            ByteSize maxBytes,

            @Setting(doc = "Who goes first.", byDefault = "least-recent")
            Policy policy,

            @Setting(doc = "What it holds.", byDefault = "jpeg, png")
            List<String> types) {}

    enum Policy {
        LEAST_RECENT,
        LEAST_FREQUENT
    }

    sealed interface Store {
        @Named("folder")
        record Folder(
                @Setting(doc = "The folder.") Path root,

                @Setting(doc = "Old links.", byDefault = "false")
                boolean ignoreCase)
                implements Store {}

        @Named("memory")
        record Memory(
                @Setting(doc = "The most.", byDefault = "1GiB")
                ByteSize maxBytes) implements Store {}
    }

    /** A value type that the package does not know. */
    record Network(String text) {
        public static Network parse(String text) {
            if (!text.matches("[0-9a-f.:]+/[0-9]+")) {
                throw new IllegalArgumentException("a network such as 10.0.0.0/8");
            }
            return new Network(text);
        }
    }
}
