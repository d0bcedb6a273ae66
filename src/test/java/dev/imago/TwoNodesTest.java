package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.database.DatabaseSettings;
import dev.imago.database.PostgresServer;
import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two processes on one PostgreSQL and one folder. Each test has keys of its own. */
@Tag("slow")
final class TwoNodesTest {
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    /** What {@code docs/operations.md} promises for the followers of a node that was killed. */
    private static final Duration TAKEN_OVER = Duration.ofSeconds(5);

    /** {@code auth.key-cache}. */
    private static final Duration REVOKED = Duration.ofSeconds(5);

    @TempDir
    static Path directory;

    private static final Random RANDOM = new Random();
    private static Path folder;
    private static DatabaseSettings database;
    private static Receiver receiver;
    private static ServerProcess a;
    private static ServerProcess b;

    @BeforeAll
    static void start() throws Exception {
        folder = Files.createDirectory(directory.resolve("site"));
        database = PostgresServer.shared().database();
        receiver = new Receiver();
        Future<ServerProcess> starting = ServerProcess.inBackground(() -> node("b"));
        a = node("a");
        b = starting.get();
    }

    @AfterAll
    static void stop() {
        for (ServerProcess server : List.of(a, b)) {
            server.close();
        }
        receiver.close();
    }

    /** The file behind a hot image is looked at once an hour only: what is seen sooner came by the journal. */
    private static ServerProcess node(String name) throws IOException {
        Path file = directory.resolve(name + ".yaml");
        Files.writeString(file, """
                node: %s
                folder: %s
                data: %s
                catalog: {url: "%s"}
                delivery: {check-interval: 1h}
                webhooks:
                  - {name: all, url: "%s", secrets: [%s], prefixes: [hooked/, killed/], first-pause: 200ms}
                  - {name: broken, url: "%s", secrets: [%s], prefixes: [unheard/], attempts: 2, first-pause: 10ms}
                """.formatted(
                        name,
                        folder,
                        directory.resolve("data-" + name),
                        database.url(),
                        receiver.url("/hook"),
                        Receiver.SECRET,
                        receiver.url("/broken"),
                        Receiver.SECRET));
        return ServerProcess.configured(file, directory.resolve(name + ".log"));
    }

    @Test
    void a_change_through_one_node_is_seen_on_the_other_within_a_second_though_it_had_the_image_in_memory()
            throws Exception {
        Duration longest = Duration.ZERO;
        byte[] now = put(a, "seen/x.png");
        for (int round = 0; round < 12; round++) {
            ServerProcess here = round % 2 == 0 ? a : b;
            ServerProcess there = round % 2 == 0 ? b : a;
            byte[] before = now;
            for (int i = 0; i < 3; i++) {
                assertThat(there.get("/seen/x.png").body()).isEqualTo(before);
            }
            now = round == 11 ? new byte[0] : Ledger.image(RANDOM);
            byte[] after = now;
            HttpResponse<byte[]> answer =
                    here.api(after.length == 0 ? "DELETE" : "PUT", "/v1/images/seen/x.png", after);
            assertThat(answer.statusCode()).isIn(200, 204);
            Duration took = Until.so("seen on the other node", A_SECOND, () -> {
                HttpResponse<byte[]> seen = there.get("/seen/x.png");
                return after.length == 0
                        ? seen.statusCode() == 404
                        : tag(seen).equals(Digest.of(after).etag());
            });
            longest = took.compareTo(longest) > 0 ? took : longest;
        }
        System.out.println("seen on the other node after " + longest.toMillis() + " ms at most");
        assertThat(hits(a) + hits(b)).as("answers from memory").isPositive();
    }

    @Test
    void of_those_who_create_an_image_at_the_same_time_on_both_nodes_one_wins() throws Exception {
        for (int round = 0; round < 4; round++) {
            String key = "created/" + round + ".png";
            byte[] winner = race(key, 201, "If-None-Match", "*");
            assertThat(a.get("/" + key).body()).isEqualTo(winner);
            assertThat(b.get("/" + key).body()).isEqualTo(winner);
        }
    }

    @Test
    void of_those_who_replace_the_same_version_at_the_same_time_on_both_nodes_one_wins() throws Exception {
        byte[] current = put(a, "replaced.png");
        for (int round = 0; round < 4; round++) {
            current = race("replaced.png", 200, "If-Match", Digest.of(current).etag());
        }
        assertThat(Json.mapper()
                        .readTree(a.apiText("/v1/images/replaced.png"))
                        .get("digest")
                        .asString())
                .isEqualTo(Digest.of(current).hex());
    }

    /** Eight uploads at once; returns the bytes of the one that was taken. All others are to be told that they lost. */
    private static byte[] race(String key, int won, String... condition) throws Exception {
        List<byte[]> images = new ArrayList<>();
        List<Callable<Integer>> uploads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ServerProcess server = i % 2 == 0 ? a : b;
            byte[] image = Ledger.image(RANDOM);
            images.add(image);
            uploads.add(() ->
                    server.api("PUT", "/v1/images/" + key, image, condition).statusCode());
        }
        List<Integer> answers = together(uploads);
        assertThat(answers).as(key).containsOnly(won, 412).containsOnlyOnce(won);
        return images.get(answers.indexOf(won));
    }

    @Test
    void both_nodes_tell_the_same_journal_with_one_entry_for_each_acknowledged_change() throws Exception {
        Ledger ledger = new Ledger();
        try (Load<List<Ledger.Entry>> followers = new Load<>()) {
            followers.client(() -> follow(a, followers));
            followers.client(() -> follow(b, followers));
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int writer = 0; writer < 6; writer++) {
                ServerProcess server = writer % 2 == 0 ? a : b;
                String prefix = "journal/" + writer + "/";
                writers.add(() -> {
                    Random own = new Random();
                    for (int i = 0; i < 30; i++) {
                        assertThat(ledger.change(server, prefix + own.nextInt(4) + ".png", own))
                                .isTrue();
                    }
                    return true;
                });
            }
            together(writers);
            List<List<Ledger.Entry>> seen = followers.stop();
            assertThat(seen).containsOnly(Ledger.journal(a));
            assertThat(seen.getFirst())
                    .extracting(Ledger.Entry::sequence)
                    .isSorted()
                    .doesNotHaveDuplicates();
            List<Ledger.Entry> own = seen.getFirst().stream()
                    .filter(entry -> entry.key().startsWith("journal/"))
                    .toList();
            assertThat(own).extracting(Ledger.Entry::cause).containsOnly("request");
            assertThat(own).filteredOn(entry -> entry.kind().equals("put")).hasSize(ledger.acknowledged());
        }
        ledger.requireKept(b, folder);
    }

    /** Reads as a follower does, until the writing is over and nothing more comes. */
    private static List<Ledger.Entry> follow(ServerProcess server, Load<List<Ledger.Entry>> followers)
            throws Exception {
        List<Ledger.Entry> seen = new ArrayList<>();
        boolean over = false;
        while (!over) {
            boolean last = !followers.on();
            long after = seen.isEmpty() ? 0 : seen.getLast().sequence();
            List<Ledger.Entry> page = server.apiText("/v1/changes?limit=7&wait=1s&after=" + after)
                    .lines()
                    .map(Ledger.Entry::of)
                    .toList();
            seen.addAll(page);
            over = last && page.isEmpty();
        }
        return seen;
    }

    @Test
    void keys_and_tokens_of_one_node_work_on_the_other_until_they_are_revoked() throws Exception {
        JsonNode key = Json.mapper()
                .readTree(a.api("POST", "/v1/keys", utf8("{\"scopes\": [\"write\"], \"prefix\": \"keyed/\"}"))
                        .body());
        String plain = key.get("key").asString();
        String token = Json.mapper()
                .readTree(a.apiAs(plain, "POST", "/v1/tokens", utf8("{\"prefix\": \"keyed/token/\"}"))
                        .body())
                .get("token")
                .asString();
        assertThat(putAs(plain, b, "keyed/1.png")).isEqualTo(201);
        assertThat(putAs(plain, b, "elsewhere/1.png")).isEqualTo(403);
        assertThat(putAs(token, b, "keyed/token/1.png")).isEqualTo(201);
        assertThat(putAs(token, b, "keyed/1.png")).isEqualTo(403);

        assertThat(a.api("DELETE", "/v1/keys/" + key.get("id").asString(), new byte[0])
                        .statusCode())
                .isEqualTo(204);
        assertThat(putAs(plain, a, "keyed/2.png")).isEqualTo(401);
        Duration took = Until.so("refused on the other node", REVOKED.plusMillis(500), () -> {
            return putAs(plain, b, "keyed/2.png") == 401 && putAs(token, b, "keyed/token/2.png") == 401;
        });
        System.out.println("a revoked key was refused on the other node after " + took.toMillis() + " ms");
    }

    @Test
    void a_file_of_another_program_is_adopted_by_one_node_once() throws Exception {
        Path target = Files.createDirectories(folder.resolve("dropped"));
        for (int i = 0; i < 12; i++) {
            byte[] image = Ledger.image(RANDOM);
            Path aside = target.resolve(".aside");
            Files.write(i % 2 == 0 ? aside : target.resolve(i + ".png"), image);
            if (i % 2 == 0) {
                Files.move(aside, target.resolve(i + ".png"), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Until.so("all are in the catalog", () -> entries("dropped/").size() >= 12);
        Files.delete(target.resolve("0.png"));
        Until.so("one is gone", () -> entries("dropped/").size() >= 13);
        // Each node has looked at all of them, whichever was faster.
        Ledger.awaitQuiet(a);
        Ledger.awaitQuiet(b);
        List<Ledger.Entry> entries = entries("dropped/");
        assertThat(entries).extracting(Ledger.Entry::cause).containsOnly("adoption");
        assertThat(entries)
                .filteredOn(entry -> entry.kind().equals("put"))
                .extracting(Ledger.Entry::key)
                .hasSize(12)
                .doesNotHaveDuplicates();
        assertThat(entries).filteredOn(entry -> entry.kind().equals("delete")).hasSize(1);
    }

    private static List<Ledger.Entry> entries(String prefix) throws Exception {
        return Ledger.journal(a).stream()
                .filter(entry -> entry.key().startsWith(prefix))
                .toList();
    }

    @Test
    void webhooks_are_delivered_once_by_all_nodes_together_signed_and_again_when_refused() throws Exception {
        awaitFollower("webhook:all");
        receiver.refuse(2);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            keys.add("hooked/" + i + ".png");
            put(i % 2 == 0 ? a : b, keys.getLast());
        }
        Until.so("all are delivered", () -> receiver.taken("hooked/").size() >= keys.size());
        assertThat(receiver.taken("hooked/")).isEqualTo(keys);
        List<Receiver.Arrival> arrivals = receiver.arrivals("/hook").stream()
                .filter(arrival -> arrival.keys().getFirst().startsWith("hooked/"))
                .toList();
        assertThat(arrivals).allMatch(Receiver.Arrival::signed);
        assertThat(arrivals.stream().filter(arrival -> arrival.status() == 500)).hasSize(2);
        String refused = arrivals.getFirst().delivery();
        assertThat(arrivals.stream().limit(3))
                .allMatch(arrival -> arrival.delivery().equals(refused));
    }

    @Test
    void what_a_webhook_never_takes_is_listed_as_a_dead_letter_on_both_nodes() throws Exception {
        awaitFollower("webhook:broken");
        put(a, "unheard/1.png");
        for (ServerProcess server : List.of(a, b)) {
            Until.so(
                    "listed",
                    () -> server.apiText("/v1/webhooks/dead-letters").contains("\"follower\":\"webhook:broken\""));
            JsonNode letter = Json.mapper()
                    .readTree(server.apiText("/v1/webhooks/dead-letters"))
                    .get("items")
                    .get(0);
            assertThat(letter.get("attempts").asInt()).isEqualTo(2);
            assertThat(letter.get("body").asString()).contains("unheard/1.png");
        }
        assertThat(receiver.arrivals("/broken")).hasSize(2).allMatch(Receiver.Arrival::signed);
    }

    @Test
    void when_a_node_is_killed_under_load_the_other_goes_on_and_takes_over_its_followers() throws Exception {
        awaitFollower("webhook:all");
        boolean first = follows(a, "webhook:all");
        ServerProcess killed = first ? a : b;
        ServerProcess other = first ? b : a;
        Ledger ledger = new Ledger();
        try (Load<Integer> load = new Load<>()) {
            for (int i = 0; i < 6; i++) {
                ServerProcess server = i % 2 == 0 ? killed : other;
                String prefix = "killed/" + i + "/";
                load.client(() -> write(server, ledger, prefix, load));
            }
            Until.so("under load", () -> ledger.acknowledged() > 20);
            killed.kill();
            int before = ledger.acknowledged();
            Duration took = Until.so(
                    "the webhook goes on from the other node", TAKEN_OVER, () -> follows(other, "webhook:all"));
            System.out.println("taken over after " + took.toMillis() + " ms");
            Until.so("the other takes uploads", () -> ledger.acknowledged() > before + 20);
            assertThat(load.stop()).as("refusals").containsOnly(0);
        }
        ledger.requireKept(other, folder);
        List<String> wanted = entries(other, "killed/");
        Until.so(
                "all are delivered", () -> Set.copyOf(receiver.taken("killed/")).containsAll(wanted));
        assertThat(receiver.taken("killed/")).isSubsetOf(wanted);

        ServerProcess back = node(first ? "a" : "b");
        if (first) {
            a = back;
        } else {
            b = back;
        }
        ledger.requireKept(back, folder);
        byte[] image = put(back, "killed/again.png");
        Until.so(
                "seen",
                A_SECOND,
                () -> tag(other.get("/killed/again.png"))
                        .equals(Digest.of(image).etag()));
    }

    /** Writes until told to stop, or until the server is killed; returns how often it was refused. */
    private static int write(ServerProcess server, Ledger ledger, String prefix, Load<Integer> load)
            throws InterruptedException {
        Random own = new Random();
        int refused = 0;
        try {
            while (load.on()) {
                refused += ledger.change(server, prefix + own.nextInt(4) + ".png", own) ? 0 : 1;
            }
        } catch (IOException killed) {
            assertThat(server.alive()).isFalse();
        }
        return refused;
    }

    private static List<String> entries(ServerProcess server, String prefix) throws Exception {
        return Ledger.journal(server).stream()
                .map(Ledger.Entry::key)
                .filter(key -> key.startsWith(prefix))
                .distinct()
                .toList();
    }

    /** A new follower begins at the end: what is written before is not for it. */
    private static void awaitFollower(String name) throws Exception {
        Until.so("a node runs " + name, () -> follows(a, name) || follows(b, name));
    }

    private static boolean follows(ServerProcess server, String name) throws Exception {
        for (JsonNode follower :
                Json.mapper().readTree(server.apiText("/v1/status")).get("followers")) {
            if (follower.get("name").asString().equals(name)) {
                return follower.get("state").asString().equals("following");
            }
        }
        return false;
    }

    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(tasks)) {
                results.add(done.get());
            }
            return Collections.unmodifiableList(results);
        }
    }

    private static byte[] put(ServerProcess server, String key) throws Exception {
        byte[] image = Ledger.image(RANDOM);
        assertThat(server.api("PUT", "/v1/images/" + key, image).statusCode()).isIn(200, 201);
        return image;
    }

    private static int putAs(String key, ServerProcess server, String image) throws Exception {
        return server.apiAs(key, "PUT", "/v1/images/" + image, Ledger.image(RANDOM))
                .statusCode();
    }

    private static long hits(ServerProcess server) throws Exception {
        return Json.mapper()
                .readTree(server.apiText("/v1/status"))
                .get("memory")
                .get("hits")
                .asLong();
    }

    private static String tag(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("ETag").orElse("");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
