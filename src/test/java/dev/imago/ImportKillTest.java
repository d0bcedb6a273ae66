package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Samples;
import dev.imago.store.http.LegacyServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The images of a real nginx are taken over by servers that are killed at random points, while they are read, replaced and deleted. No
 * reader gets wrong bytes or misses an image, what was deleted stays so, and at the end the site has all of them, and nginx is not needed.
 */
@Tag("slow")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class ImportKillTest {
    private static final int IMAGES = 200;
    private static final int KILLS = 4;
    private static final int READERS = 4;
    private static final int GONE = -1;
    private static final byte[] NOTHING = {};

    private final long seed = System.nanoTime();

    /** The variants of each image that a reader may get; more than one while a change is under way, or nobody knows what came of it. */
    private final Map<Integer, Set<Integer>> allowed = new ConcurrentHashMap<>();

    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();

    @TempDir
    Path directory;

    @Test
    void nothing_is_lost_and_nothing_deleted_comes_back() throws Exception {
        System.out.println("ImportKillTest: seed " + seed);
        var random = new Random(seed);
        Path site = Files.createDirectory(directory.resolve("site"));
        Path log = directory.resolve("server.log");
        try (var legacy = new LegacyServer(directory)) {
            for (int i = 0; i < IMAGES; i++) {
                legacy.put(key(i), image(i, 0));
                allowed.put(i, Set.of(0));
            }
            Path file = Files.writeString(
                    directory.resolve("imago.yaml"), """
                    data: %s
                    stores:
                      site: {type: folder, path: %s}
                      legacy: {type: http, url: "%s", fresh: 0s, import-on-read: true}
                    routes:
                      - {name: all, stores: [site, legacy]}
                    """.formatted(directory.resolve("data"), site, legacy.url()));
            for (int life = 0; life < KILLS; life++) {
                try (ServerProcess server = ServerProcess.configured(file, log)) {
                    live(server, 500 + random.nextInt(2000), random);
                }
            }
            assertThat(reads.get()).isGreaterThan(IMAGES);
            assertThat(changes.get()).isGreaterThan(KILLS);
            try (ServerProcess server = ServerProcess.configured(file, log)) {
                checkAll(server);
                Until.so("all are imported", () -> Inventory.catalog(server).size() == present());
                assertThat(Inventory.files(site)).isEqualTo(Inventory.catalog(server));
            }
            legacy.kill();
            try (ServerProcess server = ServerProcess.configured(file, log)) {
                checkAll(server);
            } finally {
                legacy.revive();
            }
        }
    }

    /** Under load until it is killed. */
    private void live(ServerProcess server, long millis, Random random) throws Exception {
        var over = new AtomicBoolean();
        List<Future<?>> clients = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < READERS; i++) {
                var own = new Random(random.nextLong());
                clients.add(threads.submit(() -> {
                    while (!over.get()) {
                        read(server, own.nextInt(IMAGES), over);
                    }
                    return null;
                }));
            }
            var own = new Random(random.nextLong());
            clients.add(threads.submit(() -> {
                while (!over.get()) {
                    change(server, own, over);
                    LockSupport.parkNanos(20_000_000);
                }
                return null;
            }));
            LockSupport.parkNanos(millis * 1_000_000);
            over.set(true);
            server.kill();
        }
        for (Future<?> client : clients) {
            client.get();
        }
    }

    private void read(ServerProcess server, int image, AtomicBoolean over) throws Exception {
        Set<Integer> either = new HashSet<>(allowed.get(image));
        HttpResponse<byte[]> answer;
        try {
            answer = server.get("/" + key(image));
        } catch (IOException e) {
            assertThat(over).as("seed %d: %s", seed, e).isTrue();
            return;
        }
        either.addAll(allowed.get(image));
        check(image, answer, either);
        reads.incrementAndGet();
    }

    private void check(int image, HttpResponse<byte[]> answer, Set<Integer> either) {
        boolean right = answer.statusCode() == 404
                ? either.contains(GONE)
                : answer.statusCode() == 200
                        && either.stream()
                                .anyMatch(variant ->
                                        variant != GONE && Arrays.equals(answer.body(), image(image, variant)));
        assertThat(right)
                .as("seed %d: %s answers %d, of the variants %s", seed, key(image), answer.statusCode(), either)
                .isTrue();
    }

    /** Replaces or deletes one. */
    private void change(ServerProcess server, Random random, AtomicBoolean over) throws Exception {
        int image = random.nextInt(IMAGES);
        int next = random.nextBoolean() ? GONE : 1 + random.nextInt(1000);
        Set<Integer> either = new HashSet<>(allowed.get(image));
        either.add(next);
        allowed.put(image, Set.copyOf(either));
        HttpResponse<byte[]> answer;
        try {
            answer = next == GONE
                    ? server.api("DELETE", "/v1/images/" + key(image), NOTHING)
                    : server.api("PUT", "/v1/images/" + key(image), image(image, next));
        } catch (IOException e) {
            assertThat(over).as("seed %d: %s", seed, e).isTrue();
            return;
        }
        assertThat(answer.statusCode())
                .as("seed %d: %s", seed, LocalServer.text(answer))
                .isIn(200, 201, 204);
        allowed.put(image, Set.of(next));
        changes.incrementAndGet();
    }

    /** Reads all, and settles what was in doubt. */
    private void checkAll(ServerProcess server) throws Exception {
        for (int i = 0; i < IMAGES; i++) {
            HttpResponse<byte[]> answer = server.get("/" + key(i));
            check(i, answer, allowed.get(i));
            int image = i;
            allowed.put(
                    i,
                    answer.statusCode() == 404
                            ? Set.of(GONE)
                            : Set.of(allowed.get(i).stream()
                                    .filter(variant ->
                                            variant != GONE && Arrays.equals(answer.body(), image(image, variant)))
                                    .findAny()
                                    .orElseThrow()));
        }
    }

    private long present() {
        return allowed.values().stream()
                .filter(now -> !now.equals(Set.of(GONE)))
                .count();
    }

    private static String key(int image) {
        return "upload/" + image + ".png";
    }

    private static byte[] image(int image, int variant) {
        return Samples.png(10, 10, image * 2000 + variant);
    }
}
