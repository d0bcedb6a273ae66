package dev.imago;

import dev.imago.image.Digest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients of two nodes that read images and change them, on either node, while the other one copies what was read. Each key belongs
 * to one of them. Whatever a node answers wrongly while it lives is a violation.
 */
final class LazyMigrationLoad {
    private static final int WRITERS = 8;

    /** Of each writer in each round: once looked after, a key is left alone for a minute. */
    private static final int KEYS = 4;

    private static final int ROUNDS = 4;

    /** The copy of what was read begins within this time. */
    private static final int COPY_MILLIS = 400;

    /** A change is seen on the other node within a second; the machine of a test may be slow. */
    private static final Duration HEARD = Duration.ofSeconds(5);

    private final KillTruth truth = new KillTruth();
    private final Random random;
    private final List<Thread> writers = new ArrayList<>();
    private final List<Thread> readers = new ArrayList<>();
    private volatile boolean on;
    private int round;

    LazyMigrationLoad(Random random) {
        this.random = random;
    }

    KillTruth truth() {
        return truth;
    }

    /** Images that are to be changed. */
    void fill(ServerProcess a, ServerProcess b) throws Exception {
        List<Callable<Void>> puts = new ArrayList<>();
        for (int of = 0; of < ROUNDS; of++) {
            for (int writer = 0; writer < WRITERS; writer++) {
                for (int i = 0; i < KEYS; i++) {
                    String key = key(of, writer, i);
                    ServerProcess server = i % 2 == 0 ? a : b;
                    byte[] image = Ledger.image(random);
                    puts.add(() -> {
                        put(server, key, image);
                        return null;
                    });
                }
            }
        }
        together(puts);
    }

    private static String key(int round, int writer, int number) {
        return "round" + round + "/" + writer + "/" + number + ".png";
    }

    /** Changes the images of another round. */
    void start(ServerProcess a, ServerProcess b) {
        on = true;
        int now = round++;
        for (int i = 0; i < WRITERS; i++) {
            int writer = i;
            var own = new Random(random.nextLong());
            writers.add(Thread.ofVirtual().start(() -> {
                for (int number = 0; number < KEYS; number++) {
                    change(a, b, key(now, writer, number), own);
                }
            }));
        }
        for (ServerProcess server : List.of(a, b)) {
            var own = new Random(random.nextLong());
            readers.add(Thread.ofVirtual().start(() -> {
                while (on && server.alive()) {
                    read(server, key(now, own.nextInt(WRITERS), own.nextInt(KEYS)));
                    LockSupport.parkNanos(2_000_000);
                }
            }));
        }
    }

    /** Returns when all is changed. */
    void ended() throws InterruptedException {
        for (Thread thread : writers) {
            thread.join();
        }
        on = false;
        for (Thread thread : readers) {
            thread.join();
        }
        writers.clear();
        readers.clear();
    }

    /** Reads an image, which is copied a moment later, and changes it then, or in that moment. */
    private void change(ServerProcess a, ServerProcess b, String key, Random own) {
        read(one(a, b, own), key);
        read(one(a, b, own), key);
        LockSupport.parkNanos(own.nextInt(COPY_MILLIS) * 1_000_000L);
        boolean known = write(one(a, b, own), key, own);
        if (known && own.nextInt(3) == 0) {
            LockSupport.parkNanos(own.nextInt(COPY_MILLIS / 4) * 1_000_000L);
            write(one(a, b, own), key, own);
        }
    }

    private static ServerProcess one(ServerProcess a, ServerProcess b, Random own) {
        ServerProcess one = own.nextBoolean() ? a : b;
        return one.alive() ? one : one.equals(a) ? b : a;
    }

    /** False when the node was killed in the middle. */
    private boolean write(ServerProcess server, String key, Random own) {
        try {
            if (own.nextInt(3) == 0) {
                truth.begin(key, KillTruth.ABSENT);
                settle(key, server.api("DELETE", "/v1/images/" + key, new byte[0]), KillTruth.ABSENT);
            } else {
                put(server, key, Ledger.image(own));
            }
            long asked = System.nanoTime();
            truth.judge(key, server.get("/" + key), asked, false);
            return true;
        } catch (IOException e) {
            broke(server, e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void put(ServerProcess server, String key, byte[] image) throws IOException, InterruptedException {
        String digest = Digest.of(image).hex();
        truth.begin(key, digest);
        settle(key, server.api("PUT", "/v1/images/" + key, image), digest);
    }

    private void settle(String key, HttpResponse<byte[]> answer, String state) {
        if (answer.statusCode() / 100 == 2) {
            truth.settle(key, state);
        } else {
            truth.violation(key + ": " + LocalServer.text(answer));
        }
    }

    void read(ServerProcess server, String key) {
        long asked = System.nanoTime() - HEARD.toNanos();
        try {
            truth.judge(key, server.get("/" + key), asked, false);
        } catch (IOException e) {
            broke(server, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Reads many, side by side. */
    void read(ServerProcess server, List<String> keys) throws Exception {
        together(keys.stream()
                .map(key -> Executors.<Void>callable(() -> read(server, key), null))
                .toList());
    }

    private static void together(List<Callable<Void>> all) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> one : threads.invokeAll(all)) {
                one.get();
            }
        }
    }

    private void broke(ServerProcess server, IOException e) {
        if (server.alive()) {
            truth.violation("the connection broke while the server was alive: " + e);
        }
    }

    /** Nothing was answered wrongly, and every key has what it may have. */
    void require(ServerProcess server, String where) throws Exception {
        MigrationLoad.require(truth, server, where);
    }
}
