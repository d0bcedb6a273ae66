package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.disk.MountNamespace;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server in whose folder a file system is mounted, which goes away and comes back. */
@Tag("slow")
final class UnmountedShareTest {
    private static final Duration LONG = Duration.ofSeconds(150);

    /** Whoever looks at a file in this moment keeps it busy. */
    private static final String UNMOUNT =
            "for i in $(seq 100); do ! umount share 2>/dev/null || exit 0; sleep 0.05; done; exec umount share";

    @TempDir
    Path directory;

    private Path log;
    private MountNamespace namespace;
    private ServerProcess server;

    @BeforeEach
    void start() throws Exception {
        Path site = Files.createDirectory(directory.resolve("site"));
        log = directory.resolve("server.log");
        Files.createDirectory(site.resolve("share"));
        for (int i = 0; i < 6; i++) {
            Files.write(site.resolve(i + ".png"), Samples.png(8, 8, i));
            Files.write(directory.resolve(i + ".png"), Samples.png(8, 8, 100 + i));
        }
        namespace = MountNamespace.ofAnybody(site);
        mount();
        server = ServerProcess.serveIn(namespace.enter(), site, log);
        until(
                "everything is known and watched",
                () -> known("share/2.png") == 200 && scan("\"phase\":\"done\"") && scan("\"watched\":true"));
    }

    @AfterEach
    void stop() {
        server.close();
        namespace.close();
    }

    private void mount() throws IOException, InterruptedException {
        namespace.sh("mount -t tmpfs none share; cp ../0.png ../1.png ../2.png share/");
    }

    @Test
    void its_images_stay_known_and_are_served_again_once_it_is_back() throws Exception {
        namespace.sh(UNMOUNT);
        until("that is noticed", () -> scan("\"phase\":\"refused\""));
        assertThat(Files.readString(log)).contains("Is a file system not mounted?");
        HttpResponse<byte[]> missing = server.get("/share/1.png");
        assertThat(missing.statusCode()).isEqualTo(503);
        assertThat(missing.headers().firstValue("Retry-After")).isPresent();
        assertThat(server.get("/1.png").statusCode()).isEqualTo(200);
        assertThat(replace().statusCode())
                .as("nobody can tell what is replaced")
                .isEqualTo(503);
        assertThat(known("share/1.png")).isEqualTo(200);

        mount();
        assertThat(server.get("/share/1.png").body()).isEqualTo(Samples.png(8, 8, 101));
        until("that is noticed as well", () -> scan("\"phase\":\"done\"") && scan("\"watched\":true"));
        namespace.sh("cp ../3.png share/new.png");
        LiveServer.eventually("a new one is known", LiveServer.soon(), () -> known("share/new.png") == 200);
    }

    @Test
    void an_image_that_was_put_there_just_before_stays_known() throws Exception {
        // A server that is stopped while it has a file open keeps the share busy.
        Path gone = Path.of(log + ".unmounted");
        for (int i = 0; i < 20 && Files.notExists(gone); i++) {
            server.signal("STOP");
            namespace.sh("cp ../4.png share/1.png; ! umount share 2>/dev/null || touch " + gone);
            server.signal("CONT");
        }
        assertThat(gone).exists();
        until("that is noticed", () -> scan("\"phase\":\"refused\"") && scan("\"pending\":0"));
        for (int i = 0; i < 3; i++) {
            assertThat(known("share/" + i + ".png")).isEqualTo(200);
        }
    }

    private HttpResponse<byte[]> replace() throws IOException, InterruptedException {
        String etag = Digest.of(Samples.png(8, 8, 101)).etag();
        return server.api("PUT", "/v1/images/share/1.png", Samples.png(9, 9, 1), "If-Match", etag);
    }

    private int known(String key) throws IOException, InterruptedException {
        return server.api("GET", "/v1/images/" + key, new byte[0]).statusCode();
    }

    /** Whether the status of the scans, as JSON, has this in it. */
    private boolean scan(String part) throws IOException, InterruptedException {
        return new String(server.api("GET", "/v1/status", new byte[0]).body(), StandardCharsets.UTF_8).contains(part);
    }

    private static void until(String what, LiveServer.Condition condition) throws Exception {
        LiveServer.eventually(what, LONG, condition);
    }
}
