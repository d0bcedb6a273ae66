package dev.imago.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer has the bytes of one version, and that version's ETag, while others replace the file (invariants I2, I3). */
final class ReplacedFileTest {
    @TempDir
    private Path base;

    @ParameterizedTest
    @ValueSource(strings = {"1MB", "0"})
    void no_answer_mixes_versions_of_a_file_that_is_replaced_all_the_time(String inMemory) throws Exception {
        List<byte[]> versions = List.of(Site.photo("dogs.jpg"), Site.photo("fig.jpg"), Site.photo("mountains.jpg"));
        Set<String> seen = new TreeSet<>();
        try (Site site = new Site(base)
                .with("a.jpg", versions.getFirst())
                .start("delivery: {check-interval: 100ms, largest-in-memory: " + inMemory + "}")) {
            Thread replacing =
                    Thread.ofPlatform().start(() -> replace(site.folder().resolve("a.jpg"), versions));
            try {
                for (int i = 0; i < 500 || seen.size() < versions.size(); i++) {
                    Reply reply = site.get("/a.jpg", i % 3 == 0 ? "Range: bytes=-5000" : "Accept: */*");
                    if (reply.status() < 300) {
                        seen.add(assertOneVersion(reply, versions));
                    } else {
                        assertThat(reply.status()).as(reply.text()).isEqualTo(503);
                    }
                    assertThat(i).isLessThan(20_000);
                }
            } finally {
                replacing.interrupt();
                replacing.join();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1MB", "0"})
    void a_file_that_was_replaced_in_this_moment_is_served(String inMemory) throws Exception {
        List<byte[]> versions = List.of(Site.photo("dogs.jpg"), Site.photo("fig.jpg"));
        try (Site site = new Site(base)
                .with("a.jpg", versions.getFirst())
                .start("delivery: {largest-in-memory: " + inMemory + "}")) {
            Site.await("adopted", () -> site.listing().contains("a.jpg"));
            for (int i = 0; i < 20; i++) {
                put(site.folder().resolve("a.jpg"), versions.get(i % 2));
                Reply reply = site.get("/a.jpg");
                assertThat(reply.status()).isEqualTo(200);
                assertOneVersion(reply, versions);
                if (inMemory.equals("0")) {
                    assertThat(reply.body()).isEqualTo(versions.get(i % 2));
                }
            }
        }
    }

    /** Gives the version's ETag. */
    private static String assertOneVersion(Reply reply, List<byte[]> versions) throws Exception {
        for (byte[] version : versions) {
            String etag = '"' + sha256(version) + '"';
            if (reply.field("etag").orElseThrow().equals(etag)) {
                byte[] expected = reply.status() == 206
                        ? Arrays.copyOfRange(version, version.length - 5000, version.length)
                        : version;
                assertThat(reply.body()).isEqualTo(expected);
                return etag;
            }
        }
        throw new AssertionError("an ETag of no version");
    }

    /** What editors, rsync and other servers do: another file takes the place of the old one. */
    private static void replace(Path file, List<byte[]> versions) {
        try {
            for (int i = 0; !Thread.interrupted(); i++) {
                put(file, versions.get(i % versions.size()));
                LockSupport.parkNanos(60_000_000);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void put(Path file, byte[] bytes) throws IOException {
        Path next = file.resolveSibling(".next");
        Files.write(next, bytes);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
