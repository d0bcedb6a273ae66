package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * While an image is replaced, every reader gets a version that existed, whole, with its own entity tag: never an error, never
 * a mixture, and nothing from before an upload that was acknowledged (I2, I3).
 */
@Tag("slow")
final class ReplacementTest {
    private static final int READERS = 6;
    private static final String KEY = "a/photo.png";

    /** Where the bytes of an answer come from. */
    enum Tier {
        HOT(Map.of("durability", "os"), 20_000),
        COLD(Map.of("delivery.memory", "0"), 20_000),
        STREAMED(Map.of("delivery.largest-in-memory", "1KB", "durability", "os"), 300_000);

        final Map<String, String> settings;
        final int bytes;

        Tier(Map<String, String> settings, int bytes) {
            this.settings = settings;
            this.bytes = bytes;
        }
    }

    /** Makes the next version the current one. */
    interface Replace {
        void with(LocalServer server, Path file, byte[] image) throws IOException, InterruptedException;
    }

    @TempDir
    Path folder;

    private final Random random = new Random(7);
    private final Map<String, byte[]> versions = new ConcurrentHashMap<>();
    private final Map<String, Integer> order = new ConcurrentHashMap<>();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger busy = new AtomicInteger();
    /** Of a file that is written in place without a rest there may be no version to be had. */
    private boolean busyIsHonest;

    private volatile boolean done;

    @ParameterizedTest
    @EnumSource
    void readers_never_fail_while_uploads_replace_an_image(Tier tier) throws Exception {
        hammer(tier, 120, true, (server, file, image) -> {
            HttpResponse<byte[]> answer = server.api("PUT", "/v1/images/" + KEY, image);
            assertThat(answer.statusCode()).as(LocalServer.text(answer)).isIn(200, 201);
            acknowledged.incrementAndGet();
        });
    }

    @ParameterizedTest
    @EnumSource
    void readers_never_fail_while_another_program_renames_files_into_place(Tier tier) throws Exception {
        hammer(tier, 300, true, (server, file, image) -> {
            rename(file, image, random.nextBoolean());
            LockSupport.parkNanos(random.nextInt(6_000_000));
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"HOT", "COLD"})
    void readers_get_whole_versions_while_another_program_overwrites_the_file_again_and_again(Tier tier)
            throws Exception {
        busyIsHonest = true;
        hammer(tier, 40, false, (server, file, image) -> {
            Files.write(file, image);
            LockSupport.parkNanos(20_000_000 + random.nextInt(20_000_000));
        });
    }

    @Test
    void of_a_file_that_another_program_is_writing_nobody_gets_a_part() throws Exception {
        byte[] old = image(Tier.COLD, 0);
        byte[] fresh = image(Tier.COLD, 1);
        Path file = Files.createDirectories(folder.resolve("a")).resolve("photo.png");
        Files.write(file, old);
        try (LocalServer hot = LocalServer.serve(folder, Map.of());
                LocalServer cold = LocalServer.serve(
                        folder,
                        Map.of(
                                "delivery.memory",
                                "0",
                                "data",
                                folder.resolve(".cold").toString(),
                                "node",
                                "cold"))) {
            await(hot, old);
            await(cold, old);
            awaitCatalogued(cold);
            try (FileChannel writer = FileChannel.open(file, StandardOpenOption.WRITE)) {
                writer.truncate(0);
                writer.write(java.nio.ByteBuffer.wrap(fresh, 0, fresh.length / 2));
                assertThat(hot.get("/" + KEY).body()).isEqualTo(old);
                HttpResponse<byte[]> refused = cold.get("/" + KEY);
                assertThat(refused.statusCode()).isEqualTo(503);
                assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
                assertThat(refused.headers().firstValue("Cache-Control")).hasValue("no-store");
                assertThat(hot.get("/" + KEY).body()).isEqualTo(old);
                writer.write(java.nio.ByteBuffer.wrap(fresh, fresh.length / 2, fresh.length - fresh.length / 2));
            }
            await(hot, fresh);
            await(cold, fresh);
        }
    }

    private void hammer(Tier tier, int replacements, boolean orderly, Replace replace) throws Exception {
        Path file = Files.createDirectories(folder.resolve("a")).resolve("photo.png");
        Files.write(file, next(tier, 0));
        try (LocalServer server = LocalServer.serve(folder, tier.settings)) {
            await(server, versions.values().iterator().next());
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                int reader = i;
                readers.add(Thread.ofVirtual().start(() -> read(server, tier, new Random(reader), orderly)));
            }
            byte[] last = new byte[0];
            try {
                for (int number = 1; number <= replacements && wrong.isEmpty(); number++) {
                    last = next(tier, number);
                    replace.with(server, file, last);
                }
                assertThat(wrong).isEmpty();
                await(server, last);
            } finally {
                done = true;
                for (Thread reader : readers) {
                    reader.join();
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(answers.get() - busy.get()).as("images that readers got").isGreaterThan(replacements);
    }

    private void read(LocalServer server, Tier tier, Random own, boolean orderly) {
        while (!done) {
            int before = acknowledged.get();
            int from = own.nextInt(tier.bytes / 2);
            boolean part = own.nextInt(4) == 0;
            String range = part ? "bytes=" + from + "-" + (from + 99) : "bytes=0-";
            LockSupport.parkNanos(1_000_000);
            try {
                HttpResponse<byte[]> answer =
                        part || own.nextInt(4) == 0 ? server.get("/" + KEY, "Range", range) : server.get("/" + KEY);
                answers.incrementAndGet();
                judge(answer, part ? from : 0, part, orderly ? before : 0);
            } catch (IOException | InterruptedException e) {
                wrong.add(e.toString());
            }
        }
    }

    private void judge(HttpResponse<byte[]> answer, int from, boolean part, int atLeast) {
        String etag = answer.headers().firstValue("ETag").orElse("");
        byte[] version = versions.get(etag);
        if (busyIsHonest && answer.statusCode() == 503) {
            busy.incrementAndGet();
        } else if (answer.statusCode() / 100 != 2 || version == null) {
            wrong.add(LocalServer.text(answer).lines().findFirst().orElse("") + " with entity tag " + etag);
        } else if (!Arrays.equals(answer.body(), part ? Arrays.copyOfRange(version, from, from + 100) : version)) {
            wrong.add(answer.body().length + " bytes that are not those of " + etag);
        } else if (order.getOrDefault(etag, 0) < atLeast) {
            wrong.add("version " + order.get(etag) + " after the upload of " + atLeast);
        }
    }

    /** As careful programs do: a file beside it, perhaps with the time of its source, renamed. */
    private static void rename(Path file, byte[] image, boolean oldTime) throws IOException {
        Path aside = file.resolveSibling(".aside");
        Files.write(aside, image);
        if (oldTime) {
            Files.setLastModifiedTime(aside, FileTime.from(Instant.EPOCH.plusSeconds(1_000_000_000)));
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private byte[] next(Tier tier, int number) {
        byte[] image = image(tier, number);
        String etag = Digest.of(image).etag();
        order.put(etag, number);
        versions.put(etag, image);
        return image;
    }

    private byte[] image(Tier tier, int number) {
        byte[] noise = new byte[tier.bytes + random.nextInt(tier.bytes)];
        random.nextBytes(noise);
        byte[] png = Samples.png(8, 8, number);
        System.arraycopy(png, 0, noise, 0, png.length);
        return noise;
    }

    private static void await(LocalServer server, byte[] image) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        HttpResponse<byte[]> answer = server.get("/" + KEY);
        while (!Arrays.equals(answer.body(), image)) {
            assertThat(System.nanoTime()).as(answer.toString()).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
            answer = server.get("/" + KEY);
        }
    }

    private static void awaitCatalogued(LocalServer server) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (server.api("GET", "/v1/images/" + KEY, new byte[0]).statusCode() != 200) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
