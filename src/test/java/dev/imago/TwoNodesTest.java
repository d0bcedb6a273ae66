package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import dev.imago.image.Digest;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What two nodes make of images, keys and files of other programs. */
@Tag("slow")
final class TwoNodesTest extends TwoNodesGround {
    /** {@code auth.key-cache}. */
    private static final Duration REVOKED = Duration.ofSeconds(5);

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

    private static <T> List<T> together(List<Callable<T>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(tasks)) {
                results.add(done.get());
            }
            return Collections.unmodifiableList(results);
        }
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

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
