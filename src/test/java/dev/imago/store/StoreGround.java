package dev.imago.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imago.image.Digest;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An open, empty store, and what a test does with it. */
abstract class StoreGround {
    @TempDir
    Path spool;

    Store store;
    private int spooled;

    /** Opens an empty store. Called once for each test. */
    protected abstract Store open() throws Exception;

    /** The open store. */
    protected final Store store() {
        return store;
    }

    @BeforeEach
    final void openStore() throws Exception {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        store.close();
    }

    /** Puts an image there. */
    protected Stored put(ImageKey key, byte[] bytes) {
        Content content = content(bytes);
        Stored stored = store.put(key, content);
        delete(content.file());
        assertThat(stored.stat().size()).isEqualTo(bytes.length);
        return stored;
    }

    /** Removes an image that is there. */
    protected void remove(Locator locator) {
        assertThat(store.delete(locator)).isTrue();
    }

    /** Asserts that the version which was put is the one that lies there. */
    final void assertThere(Stored stored) {
        assertThat(store.stat(stored.locator())).hasValueSatisfying(now -> assertSameVersion(now, stored.stat()));
    }

    /** Asserts that both are of one version. A store that does not date what it is given says when it answered. */
    static void assertSameVersion(BlobStat now, BlobStat put) {
        assertThat(now.validator()).isEqualTo(put.validator());
        assertThat(now.size()).isEqualTo(put.size());
        assertThat(now.modified()).isCloseTo(put.modified(), within(1, ChronoUnit.MINUTES));
    }

    final void assumePathAddressed() {
        assumeTrue(store.capability(PathAddressed.class).isPresent(), "this store mints its locators itself");
    }

    final synchronized Content content(byte[] bytes) {
        try {
            Path file = Files.write(spool.resolve("spool-" + spooled++), bytes);
            return new Content(file, bytes.length, Digest.of(bytes), Format.JPEG);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    final Optional<byte[]> read(Locator locator) {
        Optional<Blob> opened = store.open(locator, ByteRange.ALL);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        try (Blob blob = opened.orElseThrow()) {
            return Optional.of(drain(blob, 8192));
        }
    }

    static byte[] drain(Blob blob, int step) {
        ByteBuffer buffer = ByteBuffer.allocate(step);
        var bytes = new ByteArrayOutputStream();
        while (blob.read(buffer.clear()) >= 0) {
            bytes.write(buffer.array(), 0, buffer.position());
        }
        return bytes.toByteArray();
    }

    static List<ImageKey> keysOf(Listing listing, String prefix) {
        List<ImageKey> keys = new ArrayList<>();
        listing.list(prefix, listed -> keys.add(listed.key()));
        return keys;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static long openFiles() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }

    static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
