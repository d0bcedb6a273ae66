package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.database.DatabaseSettings;
import dev.imago.database.PostgresServer;
import dev.imago.disk.GlusterVolume;
import dev.imago.image.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes with one PostgreSQL, and each with its own mount of a real GlusterFS of three replicas. Each test has keys of its own. */
@Tag("slow")
final class SharedFolderTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Random RANDOM = new Random();

    @TempDir
    static Path directory;

    private static GlusterVolume volume;
    private static Path mountOfA;
    private static DatabaseSettings database;
    private static ServerProcess a;
    private static ServerProcess b;

    @BeforeAll
    static void start() throws Exception {
        volume = GlusterVolume.shared();
        database = PostgresServer.shared().database();
        mountOfA = volume.mount("a");
        Path mountOfB = volume.mount("b");
        Files.createDirectories(mountOfA.resolve("site"));
        Future<ServerProcess> starting = ServerProcess.inBackground(() -> node("b", mountOfB));
        a = node("a", mountOfA);
        b = starting.get();
    }

    @AfterAll
    static void stop() {
        a.close();
        b.close();
    }

    private static ServerProcess node(String name, Path mount) throws IOException {
        Path file = directory.resolve(name + ".yaml");
        Files.writeString(
                file, """
                node: %s
                stores:
                  share: {type: folder, path: %s, shared: true}
                data: %s
                catalog: {url: "%s"}
                delivery: {check-interval: 1h}
                """.formatted(name, mount.resolve("site"), directory.resolve("data-" + name), database.url()));
        return ServerProcess.configured(file, directory.resolve(name + ".log"));
    }

    @Test
    void a_change_through_one_node_is_seen_on_the_other_within_a_second_though_it_had_the_image_in_memory()
            throws Exception {
        put(a, "seen/x.png");
        Duration longest = Duration.ZERO;
        for (int round = 0; round < 10; round++) {
            ServerProcess here = round % 2 == 0 ? a : b;
            ServerProcess there = round % 2 == 0 ? b : a;
            assertThat(there.get("/seen/x.png").statusCode()).isEqualTo(200);
            assertThat(there.get("/seen/x.png").statusCode()).isEqualTo(200);
            longest = longer(longest, untilSeen(there, "seen/x.png", put(here, "seen/x.png")));
        }
        System.out.println("seen through the other mount after " + longest.toMillis() + " ms at most");
        assertThat(Ledger.journal(a))
                .filteredOn(entry -> entry.key().equals("seen/x.png"))
                .extracting(Ledger.Entry::cause)
                .containsOnly("request");
    }

    private static Duration untilSeen(ServerProcess there, String key, byte[] image) throws Exception {
        String tag = Digest.of(image).etag();
        return Until.so("seen on the other node", A_SECOND, () -> {
            HttpResponse<byte[]> answer = there.get("/" + key);
            return answer.statusCode() == 200
                    && answer.headers().firstValue("ETag").orElse("").equals(tag);
        });
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    @Test
    void when_a_brick_is_killed_under_load_no_request_fails_and_each_node_reads_what_the_other_wrote()
            throws Exception {
        Ledger ledger = new Ledger();
        try (Load<Integer> load = new Load<>()) {
            for (int i = 0; i < 4; i++) {
                ServerProcess here = i % 2 == 0 ? a : b;
                ServerProcess there = i % 2 == 0 ? b : a;
                String prefix = "brick/" + i + "/";
                load.client(() -> changes(ledger, here, prefix, load));
                load.client(() -> readings(here, there, "handed/" + prefix, load));
            }
            Until.so("under load", () -> ledger.acknowledged() > 20);
            volume.kill(2);
            int before = ledger.acknowledged();
            Until.so("on two bricks", () -> ledger.acknowledged() > before + 40);
            volume.revive();
            int after = ledger.acknowledged();
            Until.so("on three again", () -> ledger.acknowledged() > after + 20);
            assertThat(load.stop()).as("refusals").containsOnly(0);
        }
        ledger.requireKept(b, mountOfA.resolve("site"));
    }

    /** Returns how often it was refused. */
    private static int changes(Ledger ledger, ServerProcess server, String prefix, Load<Integer> load)
            throws Exception {
        Random own = new Random();
        int refused = 0;
        while (load.on()) {
            refused += ledger.change(server, prefix + own.nextInt(4) + ".png", own) ? 0 : 1;
        }
        return refused;
    }

    /** Puts on one node and reads on the other. */
    private static int readings(ServerProcess here, ServerProcess there, String prefix, Load<Integer> load)
            throws Exception {
        int round = 0;
        while (load.on()) {
            String key = prefix + round++ % 3 + ".png";
            byte[] image = put(here, key);
            String tag = Digest.of(image).etag();
            Until.so("read what the other wrote", A_SECOND.multipliedBy(5), () -> {
                HttpResponse<byte[]> answer = there.get("/" + key);
                assertThat(answer.statusCode()).as(key).isIn(200, 404);
                return answer.headers().firstValue("ETag").orElse("").equals(tag);
            });
        }
        return 0;
    }

    private static byte[] put(ServerProcess server, String key) throws Exception {
        byte[] image = Ledger.image(RANDOM);
        assertThat(server.api("PUT", "/v1/images/" + key, image).statusCode()).isIn(200, 201);
        return image;
    }
}
