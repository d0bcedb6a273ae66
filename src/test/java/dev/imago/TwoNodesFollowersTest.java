package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who runs webhooks on two nodes, and who goes on with them when a node is killed. */
@Tag("slow")
final class TwoNodesFollowersTest extends TwoNodesGround {
    /** What {@code docs/operations.md} promises for the followers of a node that was killed. */
    private static final Duration TAKEN_OVER = Duration.ofSeconds(5);

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
}
