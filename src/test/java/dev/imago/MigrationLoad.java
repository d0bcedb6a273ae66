package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Clients and another program while images move. Each key belongs to one of them, so that it is known what may be there; whatever the
 * server answers wrongly while it lives is a violation.
 */
final class MigrationLoad {
    private static final int WRITERS = 3;
    private static final int KEYS = 8;

    /** Where the directory of an image whose delete was cut off cannot tell, everything is scanned, in a twentieth of the time. */
    private static final Duration WEIGHED = Duration.ofSeconds(90);

    private final KillTruth truth = new KillTruth();
    private final OtherProgram other;
    private final Random random;
    private final List<Thread> threads = new ArrayList<>();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private volatile boolean on;
    private volatile boolean dropsIntoOld = true;

    MigrationLoad(MigrationSite site, Random random) {
        this.other = new OtherProgram(site.old(), false);
        this.random = random;
    }

    /** One thing that a client does. */
    private interface Work {
        void once(ServerProcess server, Random own) throws IOException, InterruptedException;
    }

    /** Images that are there before. */
    void fill(ServerProcess server, int images) throws IOException, InterruptedException {
        for (int i = 0; i < images; i++) {
            put(server, "still/" + i + ".png", random);
        }
    }

    /** Loads a server for so many milliseconds, and goes on until {@link #ended}. */
    void live(ServerProcess server, int milliseconds) {
        start(server);
        LockSupport.parkNanos(milliseconds * 1_000_000L);
    }

    /** The server was killed, and nobody asks it any more. */
    void ended() throws InterruptedException {
        on = false;
        for (Thread thread : threads) {
            thread.join();
        }
        threads.clear();
    }

    /** What is done under load. */
    interface Action {
        void run() throws Exception;
    }

    /** Loads a server while something else is done. */
    void during(ServerProcess server, Action what) throws Exception {
        start(server);
        what.run();
        ended();
    }

    private void start(ServerProcess server) {
        on = true;
        for (int i = 0; i < WRITERS; i++) {
            String prefix = "writer" + i + "/";
            client(server, (to, own) -> write(to, prefix + own.nextInt(KEYS) + ".png", own));
        }
        client(server, this::read);
        client(server, this::read);
        client(server, (_, own) -> drop(own));
    }

    private void client(ServerProcess server, Work work) {
        var own = new Random(random.nextLong());
        threads.add(Thread.ofVirtual().start(() -> {
            try {
                while (on && server.alive()) {
                    work.once(server, own);
                }
            } catch (IOException e) {
                if (server.alive()) {
                    truth.violation("the connection broke while the server was alive: " + e);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private void write(ServerProcess server, String key, Random own) throws IOException, InterruptedException {
        if (!truth.state(key).equals(KillTruth.ABSENT) && own.nextInt(3) == 0) {
            truth.begin(key, KillTruth.ABSENT);
            HttpResponse<byte[]> answer = server.api("DELETE", "/v1/images/" + key, new byte[0]);
            settle(key, answer, KillTruth.ABSENT);
        } else {
            put(server, key, own);
        }
    }

    private void put(ServerProcess server, String key, Random own) throws IOException, InterruptedException {
        byte[] image = Ledger.image(own);
        String digest = Digest.of(image).hex();
        truth.begin(key, digest);
        settle(key, server.api("PUT", "/v1/images/" + key, image), digest);
    }

    private void settle(String key, HttpResponse<byte[]> answer, String state) {
        if (answer.statusCode() / 100 == 2) {
            truth.settle(key, state);
            acknowledged.add(state);
            changes.incrementAndGet();
        } else {
            truth.violation(key + ": " + LocalServer.text(answer));
        }
    }

    private void read(ServerProcess server, Random own) throws IOException, InterruptedException {
        List<String> keys = List.copyOf(truth.keys());
        String key = own.nextInt(4) == 0 ? truth.latest() : keys.get(own.nextInt(keys.size()));
        long asked = System.nanoTime();
        truth.judge(key, server.get("/" + key), asked, key.startsWith("other/"));
        reads.incrementAndGet();
    }

    /** Another program that goes on with the old folder as long as images count there. */
    private void drop(Random own) throws IOException {
        String key = "other/" + own.nextInt(4) + ".png";
        if (dropsIntoOld) {
            byte[] image = Ledger.image(own);
            boolean remove = own.nextInt(4) == 0;
            String next = remove ? KillTruth.ABSENT : Digest.of(image).hex();
            truth.begin(key, next);
            if (remove) {
                other.remove(key);
            } else {
                other.rename(key, image);
            }
            truth.settle(key, next);
            acknowledged.add(next);
        }
        LockSupport.parkNanos(20_000_000);
    }

    /** How many uploads and deletes were acknowledged. */
    int changes() {
        return changes.get();
    }

    /** Whether these bytes were an image for sure, and not those of an upload that was cut off. */
    boolean wasAcknowledged(String digest) {
        return acknowledged.contains(digest);
    }

    /** How many answers to readers were judged. */
    int reads() {
        return reads.get();
    }

    /** Before one side is given up, the other program has to leave it. */
    void leaveOldFolder() {
        dropsIntoOld = false;
    }

    /** Nothing was answered wrongly, and every key has what it may have. */
    void require(ServerProcess server, String where) throws Exception {
        require(truth, server, where);
    }

    static void require(KillTruth truth, ServerProcess server, String where) throws Exception {
        Ledger.awaitQuiet(server);
        assertThat(truth.violations()).as(where).isEmpty();
        Map<String, String> catalog = new TreeMap<>();
        for (String key : truth.keys()) {
            Until.so(where + ": " + key + " is " + truth.allowed(key), () -> {
                HttpResponse<byte[]> answer = server.get("/" + key);
                String state = answer.statusCode() == 404
                        ? KillTruth.ABSENT
                        : Digest.of(answer.body()).hex();
                boolean right = truth.allowed(key).contains(state);
                if (right) {
                    truth.settle(key, state);
                    if (!state.equals(KillTruth.ABSENT)) {
                        catalog.put(key, state);
                    }
                } else if (!key.startsWith("other/")) {
                    throw new AssertionError(where + ": " + key + " is " + state + ", not " + truth.allowed(key));
                }
                return right;
            });
        }
        try {
            Until.so(
                    where + ": the catalog has the same",
                    WEIGHED,
                    () -> Inventory.catalog(server).equals(catalog));
        } catch (AssertionError late) {
            throw new AssertionError(late.getMessage() + difference(catalog, Inventory.catalog(server)), late);
        }
    }

    private static String difference(Map<String, String> read, Map<String, String> recorded) {
        Set<String> keys = new TreeSet<>(read.keySet());
        keys.addAll(recorded.keySet());
        return keys.stream()
                .filter(key -> !Objects.equals(read.get(key), recorded.get(key)))
                .map(key -> "%n%s: read %s, recorded %s".formatted(key, read.get(key), recorded.get(key)))
                .collect(Collectors.joining());
    }
}
