package dev.imago;

import dev.imago.config.Check;
import dev.imago.store.Store;
import dev.imago.store.s3.Bucket;
import dev.imago.store.s3.Patience;
import dev.imago.store.s3.S3Store;
import dev.imago.store.s3.Service;
import java.time.Duration;
import java.util.Optional;

/** Buckets as stores. */
final class S3Stores {
    /** A service that is there accepts a connection at once, or after a lost packet. */
    private static final Duration CONNECT = Duration.ofSeconds(2);

    private S3Stores() {}

    static Store open(String name, StoreSettings.S3 settings) {
        return new S3Store(name, service(settings), bucket(settings), patience(settings));
    }

    private static Service service(StoreSettings.S3 settings) {
        return new Service(
                settings.endpoint(),
                settings.publicEndpoint(),
                settings.region(),
                settings.accessKey()
                        .flatMap(access -> settings.secretKey().map(secret -> new Service.Keys(access, secret))),
                settings.pathStyle(),
                settings.ca());
    }

    private static Bucket bucket(StoreSettings.S3 settings) {
        boolean redirects = settings.delivery() == StoreSettings.S3.Delivery.REDIRECT;
        return new Bucket(
                settings.bucket(),
                settings.prefix(),
                settings.cacheControl(),
                settings.partSize().bytes(),
                settings.abortUploadsAfter(),
                redirects ? Optional.of(settings.redirectValidity()) : Optional.empty());
    }

    private static Patience patience(StoreSettings.S3 settings) {
        return new Patience(settings.connections(), CONNECT, settings.attemptTimeout(), settings.timeout());
    }

    /** What no single setting can tell. */
    static void check(StoreSettings.S3 s3, Check check) {
        if (s3.accessKey().isPresent() != s3.secretKey().isPresent()) {
            check.refuse(s3.accessKey().isPresent() ? "secret-key" : "access-key", "both halves of the key, or none");
        }
        if (!s3.bucket().matches("[A-Za-z0-9][A-Za-z0-9._-]{1,254}")) {
            check.refuse("bucket", "the name of a bucket");
        }
        if (s3.prefix().startsWith("/") || s3.prefix().contains("//")) {
            check.refuse("prefix", "the beginning of a name, without a slash at its start, such as images/");
        }
        if (s3.attemptTimeout().compareTo(s3.timeout()) > 0) {
            check.refuse("attempt-timeout", "at most the value of timeout");
        }
        if (!s3.cacheControl().matches("[ -~]*")) {
            check.refuse("cache-control", "the value of a header field, such as public, max-age=86400");
        }
    }
}
