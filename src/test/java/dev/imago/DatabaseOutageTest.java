package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.database.DatabaseSettings;
import dev.imago.database.PostgresServer;
import dev.imago.image.Digest;
import dev.imago.image.Samples;
import dev.imago.store.http.LegacyServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole servers whose PostgreSQL goes away and comes back. */
@Tag("slow")
final class DatabaseOutageTest {
    /** What {@code docs/operations.md} promises, on a machine that other tests use too. */
    private static final Duration A_SECOND = Duration.ofMillis(1500);

    /** Six seconds, on such a machine. */
    private static final Duration SILENT = Duration.ofSeconds(10);

    private static PostgresServer postgres;

    @TempDir
    Path directory;

    private final Random random = new Random();
    private Path folder;
    private DatabaseSettings database;

    @BeforeAll
    static void startPostgres() {
        postgres = PostgresServer.started("postgres-away");
    }

    @AfterAll
    static void stopPostgres() {
        postgres.stop();
    }

    @BeforeEach
    void prepare() throws IOException {
        postgres.start();
        database = postgres.database();
        folder = Files.createDirectory(directory.resolve("site"));
    }

    /** The file behind a hot image is looked at once an hour only: what is seen sooner came by the journal. */
    private ServerProcess node(String name) throws IOException {
        return node(name, database.url(), "{check-interval: 1h}");
    }

    private ServerProcess node(String name, String url, String delivery) throws IOException {
        Path file = directory.resolve(name + ".yaml");
        Files.writeString(file, """
                node: %s
                folder: %s
                data: %s
                catalog: {url: "%s"}
                delivery: %s
                """.formatted(name, folder, directory.resolve("data-" + name), url, delivery));
        return ServerProcess.configured(file, directory.resolve(name + ".log"));
    }

    /** Of what lies only at an origin that is to be left, nobody can tell without the database whether it was deleted. */
    @Test
    void without_the_database_no_deleted_image_comes_back_from_an_origin() throws Exception {
        byte[] image = Samples.png(8, 8, 1);
        try (var legacy = new LegacyServer(directory)) {
            for (String key : List.of("deleted.png", "read.png", "unread.png")) {
                legacy.put(key, image);
            }
            Path file = Files.writeString(directory.resolve("a.yaml"), """
                    node: a
                    data: %s
                    catalog: {url: "%s"}
                    stores:
                      site: {type: folder, path: %s}
                      legacy: {type: http, url: "%s", import-on-read: true}
                    routes: [{name: all, stores: [site, legacy]}]
                    """.formatted(
                            directory.resolve("data"), database.url(), folder, legacy.url()));
            try (ServerProcess server = ServerProcess.configured(file, directory.resolve("a.log"))) {
                assertThat(server.api("DELETE", "/v1/images/deleted.png", new byte[0])
                                .statusCode())
                        .isEqualTo(204);
                requireServed(server, "read.png", image);
                Until.so("it has come over", () -> Inventory.catalog(server).containsKey("read.png"));

                postgres.stop();
                assertThat(server.get("/deleted.png").statusCode()).isEqualTo(503);
                assertThat(server.get("/unread.png").statusCode()).isEqualTo(503);
                requireServed(server, "read.png", image);

                postgres.start();
                Until.so("it answers again", () -> server.get("/unread.png").statusCode() == 200);
                assertThat(server.get("/deleted.png").statusCode()).isEqualTo(404);
            }
        }
    }

    @Test
    void without_the_database_delivery_goes_on_and_uploads_are_refused_and_after_it_all_is_well() throws Exception {
        Future<ServerProcess> starting = ServerProcess.inBackground(() -> node("b"));
        try (ServerProcess a = node("a");
                ServerProcess b = starting.get()) {
            byte[] hot = put(a, "hot.png");
            byte[] cold = put(a, "cold.png");
            for (int i = 0; i < 3; i++) {
                requireServed(b, "hot.png", hot);
            }

            postgres.stop();
            byte[] dropped = Ledger.image(random);
            Files.write(folder.resolve("dropped.png"), dropped);
            byte[] dropLater = Ledger.image(random);
            for (ServerProcess server : List.of(a, b)) {
                requireServed(server, "hot.png", hot);
                requireServed(server, "cold.png", cold);
                Until.so(
                        "a file that nobody asked for before",
                        () -> server.get("/dropped.png").statusCode() == 200);
                requireServed(server, "dropped.png", dropped);
                assertThat(server.get("/none.png").statusCode()).isEqualTo(404);
                requireUnavailable(server.api("PUT", "/v1/images/new.png", Ledger.image(random)));
                requireUnavailable(server.api("PUT", "/v1/images/hot.png", Ledger.image(random)));
                requireUnavailable(server.api("DELETE", "/v1/images/hot.png", new byte[0]));
                requireServed(server, "hot.png", hot);
                assertThat(server.api("GET", "/livez", new byte[0]).statusCode())
                        .isEqualTo(200);
                HttpResponse<byte[]> ready = server.api("GET", "/readyz", new byte[0]);
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(text(ready)).contains("\"catalog\":\"the database does not answer\"");
            }
            assertThat(Files.exists(folder.resolve("new.png"))).isFalse();
            // Long enough for whoever tries again at growing intervals to have come to long ones.
            long end = System.nanoTime() + Duration.ofSeconds(7).toNanos();
            Until.so("a long outage", () -> System.nanoTime() > end);
            Files.write(folder.resolve("later.png"), dropLater);

            postgres.start();
            requireFollowing(a, b, "hot.png");
            requireFollowing(b, a, "hot.png");
            for (ServerProcess server : List.of(a, b)) {
                assertThat(server.api("GET", "/readyz", new byte[0]).statusCode())
                        .isEqualTo(200);
                Until.so(
                        "adopted",
                        Duration.ofSeconds(6),
                        () -> adoptions(server).size() >= 2);
                assertThat(adoptions(server)).containsExactlyInAnyOrder("dropped.png", "later.png");
            }
            new Ledger().requireKept(b, folder);
        }
    }

    @Test
    void a_server_that_starts_without_the_database_serves_and_takes_part_once_it_is_there() throws Exception {
        byte[] first = Ledger.image(random);
        Files.write(folder.resolve("first.png"), first);
        postgres.stop();
        Future<ServerProcess> starting = ServerProcess.inBackground(() -> node("b"));
        try (ServerProcess a = node("a");
                ServerProcess b = starting.get()) {
            byte[] dropped = Ledger.image(random);
            Files.write(folder.resolve("dropped.png"), dropped);
            for (ServerProcess server : List.of(a, b)) {
                requireServed(server, "first.png", first);
                requireServed(server, "first.png", first);
                Until.so("served", () -> server.get("/dropped.png").statusCode() == 200);
                requireUnavailable(server.api("PUT", "/v1/images/new.png", Ledger.image(random)));
            }
            long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
            Until.so("a long outage", () -> System.nanoTime() > end);

            postgres.start();
            Until.so(
                    "adopted",
                    () -> b.api("GET", "/v1/changes?after=0", new byte[0]).statusCode() == 200
                            && adoptions(b).containsAll(List.of("dropped.png", "first.png")));
            requireFollowing(a, b, "first.png");
            new Ledger().requireKept(a, folder);
        }
    }

    @Test
    void what_was_acknowledged_before_the_database_crashed_is_in_catalog_journal_and_folder() throws Exception {
        Ledger ledger = new Ledger();
        try (ServerProcess server = node("a");
                Load<Integer> load = new Load<>()) {
            for (int i = 0; i < 6; i++) {
                String prefix = "w" + i + "/";
                load.client(() -> write(server, ledger, prefix, load));
            }
            for (int crash = 0; crash < 2; crash++) {
                int before = ledger.acknowledged();
                Until.so("under load", () -> ledger.acknowledged() > before + 20);
                postgres.crash();
                postgres.start();
            }
            int before = ledger.acknowledged();
            Until.so("uploads work again", () -> ledger.acknowledged() > before + 10);
            assertThat(load.stop()).as("refusals: the crashes were felt").anyMatch(refused -> refused > 0);
            ledger.requireKept(server, folder);
        }
    }

    @Test
    void a_database_that_falls_silent_without_breaking_a_connection_holds_up_delivery_for_seconds_only()
            throws Exception {
        int port = Integer.parseInt(database.url().replaceAll(".*:(\\d+)/.*", "$1"));
        try (Wire wire = new Wire(port);
                ServerProcess server =
                        node("a", database.url().replace(":" + port + "/", ":" + wire.port() + "/"), "{memory: 0}");
                Load<Duration> load = new Load<>()) {
            byte[] image = put(server, "x.png");
            for (int i = 0; i < 4; i++) {
                load.client(() -> longestAnswer(server, "x.png", image, load));
            }
            wire.silent(true);
            Until.so(
                    "noticed",
                    SILENT,
                    () -> server.api("GET", "/readyz", new byte[0]).statusCode() == 503);
            requireServed(server, "x.png", image);
            requireUnavailable(server.api("PUT", "/v1/images/new.png", Ledger.image(random)));
            Duration longest = Collections.max(load.stop());
            System.out.println("a silent database held up delivery for " + longest.toMillis() + " ms");
            assertThat(longest).isLessThan(SILENT);

            wire.silent(false);
            Until.so("uploads work again", Duration.ofSeconds(6), () -> {
                return server.api("PUT", "/v1/images/new.png", Ledger.image(random))
                                .statusCode()
                        == 201;
            });
            new Ledger().requireKept(server, folder);
        }
    }

    private static Duration longestAnswer(ServerProcess server, String key, byte[] image, Load<Duration> load)
            throws Exception {
        Duration longest = Duration.ZERO;
        while (load.on()) {
            long start = System.nanoTime();
            requireServed(server, key, image);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            longest = took.compareTo(longest) > 0 ? took : longest;
        }
        return longest;
    }

    private static int write(ServerProcess server, Ledger ledger, String prefix, Load<Integer> load) throws Exception {
        Random own = new Random();
        int refused = 0;
        while (load.on()) {
            refused += ledger.change(server, prefix + own.nextInt(5) + ".png", own) ? 0 : 1;
        }
        return refused;
    }

    /** As soon as one takes an upload again, the other shows it within a second, though it has the old image in memory. */
    private void requireFollowing(ServerProcess here, ServerProcess there, String key) throws Exception {
        byte[] image = Ledger.image(random);
        assertThat(there.get("/" + key).statusCode()).isEqualTo(200);
        Until.so("uploads work again", Duration.ofSeconds(6), () -> {
            return here.api("PUT", "/v1/images/" + key, image).statusCode() == 200;
        });
        Duration took = Until.so(
                "seen on the other node",
                A_SECOND,
                () -> tag(there.get("/" + key)).equals(Digest.of(image).etag()));
        System.out.println("seen on the other node after " + took.toMillis() + " ms");
    }

    private static void requireServed(ServerProcess server, String key, byte[] image) throws Exception {
        HttpResponse<byte[]> answer = server.get("/" + key);
        assertThat(answer.statusCode()).as(key).isEqualTo(200);
        assertThat(answer.body()).as(key).isEqualTo(image);
        assertThat(tag(answer)).as(key).isEqualTo(Digest.of(image).etag());
    }

    private static void requireUnavailable(HttpResponse<byte[]> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.headers().firstValueAsLong("Retry-After").orElse(0)).isPositive();
        assertThat(text(answer)).contains("\"status\":503");
    }

    private static List<String> adoptions(ServerProcess server) throws Exception {
        return Ledger.journal(server).stream()
                .filter(entry -> entry.cause().equals("adoption"))
                .map(Ledger.Entry::key)
                .toList();
    }

    private byte[] put(ServerProcess server, String key) throws Exception {
        byte[] image = Ledger.image(random);
        assertThat(server.api("PUT", "/v1/images/" + key, image).statusCode()).isIn(200, 201);
        return image;
    }

    private static String tag(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("ETag").orElse("");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
