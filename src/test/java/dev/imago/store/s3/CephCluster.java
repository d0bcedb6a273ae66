package dev.imago.store.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;

/** A real Ceph cluster, by way of {@code testserver/ceph}: one for all test classes of a JVM, with whose end it is removed. */
public final class CephCluster {
    private static final class Shared {
        static final CephCluster CLUSTER = new CephCluster();
    }

    /** As a server has it that is asked for nothing special. */
    public static final Patience PATIENCE =
            new Patience(50, Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(20));

    private final Path folder;
    private final Map<String, String> said;
    private final Connection connection;

    private CephCluster() {
        // Another run of the tests in the same checkout has its own.
        folder = Path.of(
                        "target",
                        "testserver",
                        "ceph-" + ProcessHandle.current().pid())
                .toAbsolutePath();
        said = script("start", folder.toString())
                .lines()
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        connection = new Connection(service(), PATIENCE);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> script("wipe", folder.toString())));
    }

    /** The one that tests share. Whoever ends a part of it starts it again. */
    public static CephCluster shared() {
        return Shared.CLUSTER;
    }

    public URI endpoint() {
        return URI.create(said("endpoint"));
    }

    public URI tlsEndpoint() {
        return URI.create(said("tls-endpoint"));
    }

    /** The file with the authority that the endpoint with TLS is certified by. */
    public Path authority() {
        return Path.of(said("ca"));
    }

    public String accessKey() {
        return said("access-key");
    }

    public String secretKey() {
        return said("secret-key");
    }

    private String said(String name) {
        return Optional.ofNullable(said.get(name)).orElseThrow();
    }

    public Service service() {
        return new Service(
                Optional.of(endpoint()),
                Optional.empty(),
                "us-east-1",
                Optional.of(new Service.Keys(accessKey(), secretKey())),
                true,
                Optional.empty());
    }

    /** For what a test does behind a store's back. */
    public S3Client client() {
        return connection.s3();
    }

    /** A new, empty bucket. */
    public String bucket() {
        String name = "t" + UUID.randomUUID();
        client().createBucket(request -> request.bucket(name));
        return name;
    }

    /** A store in a bucket as a server opens it. */
    public S3Store store(String bucket) {
        return new S3Store("bucket", service(), options(bucket), PATIENCE);
    }

    public static Bucket options(String bucket) {
        return new Bucket(bucket, "", "public, max-age=60", 8 << 20, Duration.ofDays(1), Optional.empty());
    }

    /** Ends a daemon at once: {@code osd.0} to {@code osd.2}, {@code rgw}. */
    public void kill(String daemon) {
        script("kill", daemon, folder.toString());
    }

    /** Starts a daemon again, and waits until it does its work. */
    public void launch(String daemon) {
        script("launch", daemon, folder.toString());
    }

    /** {@code radosgw-admin}. */
    public void admin(String... arguments) {
        var command = new ArrayList<>(List.of("admin", folder.toString()));
        command.addAll(List.of(arguments));
        script(command.toArray(String[]::new));
    }

    private static String script(String... arguments) {
        var command = new ArrayList<>(List.of("testserver/ceph"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException("Ceph is needed for this test; failed: " + command);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
