package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.auth.AdminKey;
import dev.imago.config.Configurations;
import dev.imago.config.Flag;
import dev.imago.config.Sources;
import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** A whole server in this process, with a folder that other programs write to. */
final class LiveServer implements AutoCloseable {
    private static final String KEY = "0123456789abcdef-tests";

    private final Imago imago;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    LiveServer(Path folder) throws Exception {
        Settings settings = Configurations.read(
                        Settings.class,
                        Sources.none()
                                .withFlags(List.of(
                                        new Flag("FOLDER", "folder", folder.toString()),
                                        new Flag("--public", "public.listen", "127.0.0.1:0"),
                                        new Flag("--api", "api.listen", "127.0.0.1:0"))))
                .settings();
        imago = new Imago(settings, Optional.of(new AdminKey(KEY)));
        imago.start();
    }

    HttpResponse<byte[]> get(String key) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(imago.publicUrl() + "/" + key)));
    }

    HttpResponse<byte[]> api(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(imago.apiUrl() + path)).header("Authorization", "Bearer " + KEY));
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    JsonNode json(String path) throws IOException, InterruptedException {
        return Json.mapper().readTree(api(path).body());
    }

    /** The scan of everything, as the status resource tells. */
    JsonNode scan() throws IOException, InterruptedException {
        return json("/v1/status").path("scans").path(0);
    }

    /** Waits until the folder was compared once and every directory is watched. */
    LiveServer settled() throws Exception {
        eventually("scanned and watched", Duration.ofSeconds(60), () -> {
            JsonNode scan = scan();
            return scan.path("phase").asString("").equals("done")
                    && scan.path("pending").asInt() == 0
                    && scan.path("watched").asBoolean();
        });
        return this;
    }

    /** Both listeners have exactly these bytes, within two seconds. */
    void soonHas(String key, byte[] bytes) throws Exception {
        String digest = Digest.of(bytes).hex();
        eventually(key + " is there", soon(), () -> {
            HttpResponse<byte[]> served = get(key);
            HttpResponse<byte[]> known = api("/v1/images/" + key);
            return served.statusCode() == 200
                    && Digest.of(served.body()).hex().equals(digest)
                    && known.statusCode() == 200
                    && new String(known.body(), java.nio.charset.StandardCharsets.UTF_8).contains(digest);
        });
    }

    /** Neither listener has it, within two seconds. */
    void soonLacks(String key) throws Exception {
        eventually(
                key + " is gone",
                soon(),
                () -> get(key).statusCode() == 404 && api("/v1/images/" + key).statusCode() == 404);
    }

    /** Two seconds; as many times longer as a machine has more to do than it can. */
    static Duration soon() {
        var system = ManagementFactory.getOperatingSystemMXBean();
        double overload = 2 * system.getSystemLoadAverage() / system.getAvailableProcessors();
        return Duration.ofMillis((long) (2000 * Math.max(1, overload)));
    }

    /** A condition that may fail. */
    interface Condition {
        boolean met() throws Exception;
    }

    static void eventually(String what, Duration atMost, Condition condition) throws Exception {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (!condition.met()) {
            assertThat(System.nanoTime()).as(what + " within " + atMost).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        client.shutdownNow();
        imago.close();
    }
}
