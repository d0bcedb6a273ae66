package dev.imago;

import dev.imago.config.ByteSize;
import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.HostPort;
import dev.imago.config.Named;
import dev.imago.config.Range;
import dev.imago.config.Secret;
import dev.imago.config.Setting;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A store, by its engine. They stand here together because only the root knows all adapters. */
public sealed interface StoreSettings {
    /** A folder of this machine, or a mounted share. */
    @Named("folder")
    record Folder(
            @Setting(
                    doc = "The folder; it must exist. `/upload/qa/test.jpg` is the file `upload/qa/test.jpg` in it.",
                    example = "/var/www/site")
            Path path,

            @Setting(
                    doc =
                            "Whether other machines use the folder, by a share or a distributed file system (NFS, SMB, GlusterFS, CephFS). It is then scanned instead of watched, and left alone while it does not answer.",
                    byDefault = "false")
            boolean shared)
            implements StoreSettings {
        /** A folder of this machine alone. */
        Folder(Path path) {
            this(path, false);
        }
    }

    /** Another web server, which is only read: a legacy image server, or any origin. */
    @Named("http")
    record Http(
            @Setting(
                    doc =
                            "Where the images are: the address of `upload/a.jpg` is this, a slash if it has none at its end, and `upload/a.jpg`.",
                    example = "http://legacy.internal:8081/")
            URI url,

            @Setting(doc = "The `Host` to ask for, where it is not the one in `url`.", example = "www.example.com")
            Optional<String> host,

            @Setting(doc = "Header fields to send to the origin with each request, such as `Authorization`.") @Secret
            Map<String, String> headers,

            @Setting(
                    doc = "Hosts that the origin may redirect to, besides itself. A redirect to any other is refused.",
                    example = "static.example.com")
            List<String> redirectHosts,

            @Setting(
                    doc = "Statuses that mean that there is no such image; any other failure is one of the origin.",
                    byDefault = "404, 410",
                    example = "404, 410, 403")
            @Range(min = "400", max = "499")
            List<Integer> absent,

            @Setting(doc = "The largest image that is taken from the origin.", byDefault = "64MiB")
            @Range(min = "1KiB", max = "100GiB")
            ByteSize maxBytes,

            @Setting(
                    doc =
                            "How long an image in memory is shown before the origin is asked whether it has changed, where its `Cache-Control` or `Expires` do not say.",
                    byDefault = "1m")
            @Range(min = "0s", max = "1d")
            Duration fresh,

            @Setting(
                    doc =
                            "Certificates of the authority that vouches for the origin, PEM; absent: those of the system.",
                    example = "/etc/imago/origin-ca.pem")
            Optional<Path> ca,

            @Setting(doc = "How long a connection may take.", byDefault = "2s") @Range(min = "100ms", max = "1m")
            Duration connectTimeout,

            @Setting(
                    doc =
                            "Whether what is read from the origin is put where an upload of it would go, the first store of its route, and counts there from then on. For an origin that is to be left.",
                    byDefault = "false")
            boolean importOnRead,

            @Setting(doc = "How much the origin may take.") StoreLimits limits)
            implements StoreSettings, Checked {
        @Override
        public void check(Check check) {
            if (!List.of("http", "https").contains(url.getScheme())
                    || url.getHost() == null
                    || url.getRawUserInfo() != null
                    || url.getRawQuery() != null
                    || url.getRawFragment() != null) {
                check.refuse("url", "http or https, a host and perhaps a path, such as http://legacy.internal:8081/");
            }
            headers.forEach((name, value) -> {
                if (!HttpStores.mayBeSent(name, value)) {
                    check.refuse(
                            "headers",
                            "fields such as Authorization, with values in ASCII; `host` has a setting of its own");
                }
            });
        }
    }

    /** The groups of a FastDFS cluster. */
    @Named("fastdfs")
    record FastDfs(
            @Setting(doc = "The trackers, at least one.", example = "10.0.0.2:22122,10.0.0.3:22122")
            List<HostPort> trackers,

            @Setting(doc = "The groups that take uploads; absent: all.", example = "group1")
            List<String> groups,

            @Setting(
                    doc =
                            "Prefixes of the slave files that others made beside images, and that are deleted with them. FastDFS does not tell which there are.",
                    example = "_150x150")
            List<String> slavePrefixes,

            @Setting(doc = "Connections to each tracker and storage at a time.", byDefault = "64")
            @Range(min = "1", max = "10000")
            int connections,

            @Setting(doc = "How long a tracker or storage may take to be connected.", byDefault = "2s")
            @Range(min = "50ms", max = "1m")
            Duration connectTimeout,

            @Setting(
                    doc = "How long it may take to answer; what moves bytes may take a second more for each MiB.",
                    byDefault = "5s")
            @Range(min = "50ms", max = "5m")
            Duration timeout,

            @Setting(
                    doc =
                            "The address of the web servers beside the storages, where clients are sent for images. Without it images are delivered through Imago. Renditions and SVG always are.",
                    example = "https://files.example.com")
            Optional<URI> directUrl,

            @Setting(doc = "The secret of the tokens that these web servers ask for (`http.anti_steal.secret_key`).")
            @Secret
            Optional<String> tokenSecret,

            @Setting(doc = "How long they take a token for good (`http.anti_steal.token_ttl`).", byDefault = "15m")
            @Range(min = "10s", max = "7d")
            Duration tokenValidity)
            implements StoreSettings, Checked {
        @Override
        public void check(Check check) {
            if (trackers.isEmpty()) {
                check.refuse("trackers", "at least one tracker, such as 10.0.0.2:22122");
            }
            if (tokenSecret.isPresent() && directUrl.isEmpty()) {
                check.refuse("token-secret", "nothing without direct-url, whose web servers ask for the tokens");
            }
        }
    }

    /** Nothing but memory; everything is gone when the server stops. For trying things out. */
    @Named("memory")
    record Memory() implements StoreSettings {}

    /** A bucket of a service that speaks S3: Ceph's radosgw, others, AWS. */
    @Named("s3")
    record S3(
            @Setting(doc = "The bucket; it must exist.", example = "site-images")
            String bucket,

            @Setting(
                    doc = "What the name of each object begins with; the key of the image follows.",
                    byDefault = "",
                    example = "images/")
            String prefix,

            @Setting(
                    doc = "The address of the service. Default: AWS, in the region.",
                    example = "https://s3.example.com")
            Optional<URI> endpoint,

            @Setting(doc = "The region, as requests to the service are signed for.", byDefault = "us-east-1")
            String region,

            @Setting(
                    doc =
                            "Whether the bucket stands in the path of an address or in its host name. Default: `path` where `endpoint` is given, `host` on AWS.")
            Optional<AddressStyle> addressStyle,

            @Setting(
                    doc =
                            "The access key. Default: what the AWS SDK finds (environment, system properties, `~/.aws`, container, instance).")
            Optional<String> accessKey,

            @Setting(doc = "The secret that belongs to the access key.") @Secret
            Optional<String> secretKey,

            @Setting(
                    doc =
                            "PEM file with the only authorities that the service's certificate may be signed by. Default: those of the JVM.",
                    example = "/etc/imago/s3-ca.pem")
            Optional<Path> ca,

            @Setting(doc = "How many connections there may be to the service.", byDefault = "64")
            @Range(min = "1", max = "1000")
            int connections,

            @Setting(
                    doc =
                            "How long a call may take with all its repetitions. One that sends a large body gets more, a second for each 256 KiB.",
                    byDefault = "15s")
            @Range(min = "1s", max = "10m")
            Duration timeout,

            @Setting(
                    doc = "How long one attempt waits for the service's answer, or for the next bytes of it.",
                    byDefault = "5s")
            @Range(min = "100ms", max = "10m")
            Duration attemptTimeout,

            @Setting(doc = "Larger images are sent in parts of this size.", byDefault = "16MiB")
            @Range(min = "5MiB", max = "5GiB")
            ByteSize partSize,

            @Setting(
                    doc =
                            "When uploads in parts that were begun below the prefix and never finished are removed, whoever began them.",
                    byDefault = "1d")
            @Range(min = "1h", max = "365d")
            Duration abortUploadsAfter,

            @Setting(
                    doc = "The `Cache-Control` that objects have for those who read them without Imago.",
                    byDefault = "public, max-age=86400")
            String cacheControl,

            @Setting(
                    doc =
                            "Whether images are delivered through Imago (`proxy`), or clients are sent to the service with an address that is good for a while (`redirect`). Renditions and SVG always come from Imago.",
                    byDefault = "proxy")
            Delivery delivery,

            @Setting(doc = "How long an address is good that a client was sent to.", byDefault = "15m")
            @Range(min = "1m", max = "7d")
            Duration redirectValidity,

            @Setting(
                    doc =
                            "The address of the service for clients that are sent there, where it differs from `endpoint`.",
                    example = "https://s3.example.com")
            Optional<URI> publicEndpoint,

            @Setting(
                    doc =
                            "How often the whole bucket is listed and compared with the catalog, from the start on. Without it: when `imago scan` asks for it. Costs a request for each 1,000 objects.",
                    example = "1d")
            @Range(min = "1m", max = "365d")
            Optional<Duration> rescan)
            implements StoreSettings, Checked {
        /** Where the bucket's name stands in an address. */
        public enum AddressStyle {
            PATH,
            HOST
        }

        /** Who sends the bytes of an image. */
        public enum Delivery {
            PROXY,
            REDIRECT
        }

        /** Whether the bucket stands in the path. */
        boolean pathStyle() {
            return addressStyle.map(AddressStyle.PATH::equals).orElse(endpoint.isPresent());
        }

        @Override
        public void check(Check check) {
            S3Stores.check(this, check);
        }
    }
}
