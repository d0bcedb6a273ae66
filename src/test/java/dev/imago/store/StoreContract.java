package dev.imago.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * What every store and every wrapper must do. A subclass opens its store in {@link #open}; tests of what a store declares as
 * a capability are left out where it does not declare it, which the subclass states by overriding {@link #capabilities}.
 */
public abstract class StoreContract extends ReadingContract {
    // --- names
    // ---------------------------------------------------------------------------------------------------------

    @Test
    void refusesOrHidesWhatBeginsWithADot() {
        assumePathAddressed();
        for (String name : List.of(".htaccess", ".git/config", "a/.b/c.jpg", "a/.hidden.jpg", "...")) {
            ImageKey key = ImageKey.of(name);
            assertThatThrownBy(() -> put(key, bytes("x")))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.INVALID));
            assertThat(store.stat(new Locator(name))).isEmpty();
            assertThat(store.open(new Locator(name), ByteRange.ALL)).isEmpty();
            assertThat(store.delete(new Locator(name))).isFalse();
        }
    }

    // --- replacing and removing
    // ----------------------------------------------------------------------------------------

    @Test
    void replacesWholeAndGivesEachVersionItsOwnValidator() {
        assumePathAddressed();
        ImageKey key = ImageKey.of("same/size.jpg");
        Set<String> validators = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            byte[] bytes = bytes("version %03d".formatted(i));
            Stored stored = put(key, bytes);
            assertThat(validators.add(stored.stat().validator()))
                    .as("version %d", i)
                    .isTrue();
            assertThere(stored);
            assertThat(read(stored.locator())).contains(bytes);
        }
    }

    @Test
    void deletesOnce() {
        Locator locator = put(ImageKey.of("gone.jpg"), bytes("x")).locator();
        assertThat(store.delete(locator)).isTrue();
        assertThat(store.delete(locator)).isFalse();
        assertThat(store.open(locator, ByteRange.ALL)).isEmpty();
    }

    @Test
    void aFailedPutLeavesTheOldVersionAndNothingElse() {
        ImageKey key = ImageKey.of("kept/here.jpg");
        Stored old = put(key, bytes("old"));
        Content gone = content(bytes("never there"));
        delete(gone.file());
        assertThatThrownBy(() -> store.put(key, gone)).isInstanceOf(Fault.class);
        Content cut = content(bytes("cut short"));
        assertThatThrownBy(() -> store.put(key, new Content(cut.file(), cut.size() + 1, cut.digest(), cut.format())))
                .isInstanceOf(Fault.class);
        assertThat(read(old.locator())).contains(bytes("old"));
        store.capability(Listing.class)
                .ifPresent(listing -> assertThat(keysOf(listing, "")).containsExactly(key));
    }

    @Test
    void a_put_that_its_guard_stops_changes_nothing() {
        ImageKey key = ImageKey.of("guarded/here.jpg");
        Stored old = put(key, bytes("old"));
        Content fresh = content(bytes("new"));
        Fault stop = new Fault(Fault.Kind.CONFLICT, "stop");
        assertThatThrownBy(() ->
                        store.put(key, new Content(fresh.file(), fresh.size(), fresh.digest(), fresh.format(), () -> {
                            assertThat(read(old.locator())).contains(bytes("old"));
                            throw stop;
                        })))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.message()).isEqualTo("stop"));
        assertThat(read(old.locator())).contains(bytes("old"));
        assertThere(old);
    }

    @Test
    void stores_content_from_its_staging_directory_by_a_move() throws IOException {
        assumeTrue(store.capability(Staging.class).isPresent(), "no staging here");
        Staging staging = store.capability(Staging.class).orElseThrow();
        byte[] bytes = random(10_000);
        Path file = Files.write(staging.newSpoolFile(), bytes);
        assertThat(file.getParent()).isEqualTo(staging.stagingDirectory());
        Stored stored =
                store.put(ImageKey.of("staged.jpg"), new Content(file, bytes.length, Digest.of(bytes), Format.JPEG));
        assertThat(read(stored.locator())).contains(bytes);
        assertThat(file).doesNotExist();
        store.capability(Listing.class)
                .ifPresent(listing -> assertThat(keysOf(listing, "")).containsExactly(ImageKey.of("staged.jpg")));
    }

    // --- many at once
    // --------------------------------------------------------------------------------------------------

    @Test
    void oneOfManyPutsOfAKeyWins_whole_whileReadersNeverSeeAMixture() throws Exception {
        assumePathAddressed();
        ImageKey key = ImageKey.of("contended/k.jpg");
        Locator locator = put(key, uniform(0)).locator();
        AtomicBoolean done = new AtomicBoolean();
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<?>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(threads.submit(() -> readUntil(done, locator, wrong)));
            }
            List<Future<?>> writers = new ArrayList<>();
            CountDownLatch start = new CountDownLatch(1);
            for (int i = 1; i <= 8; i++) {
                int value = i;
                writers.add(threads.submit(() -> {
                    start.await();
                    for (int round = 0; round < 5; round++) {
                        put(key, uniform(value));
                    }
                    return value;
                }));
            }
            start.countDown();
            for (Future<?> writer : writers) {
                writer.get();
            }
            done.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(isUniform(read(locator).orElseThrow())).isTrue();
    }

    private void readUntil(AtomicBoolean done, Locator locator, ConcurrentLinkedQueue<String> wrong) {
        while (!done.get()) {
            try {
                Optional<byte[]> seen = read(locator);
                if (seen.isEmpty() || !isUniform(seen.orElseThrow())) {
                    wrong.add(seen.map(bytes -> "a mixture of " + bytes.length + " bytes")
                            .orElse("nothing"));
                }
            } catch (Fault fault) {
                if (fault.kind() != Fault.Kind.CHANGED) {
                    wrong.add(fault.toString());
                }
            }
        }
    }

    @Test
    void writing_leaks_no_file_descriptors() throws IOException {
        Content gone = content(bytes("never there"));
        delete(gone.file());
        put(ImageKey.of("fd/a.jpg"), bytes("x"));
        long before = openFiles();
        for (int i = 0; i < 40; i++) {
            Locator other = put(ImageKey.of("fd/b" + i + "/c.jpg"), bytes("x")).locator();
            assertThatThrownBy(() -> store.put(ImageKey.of("fd/c.jpg"), gone)).isInstanceOf(Fault.class);
            store.delete(other);
        }
        assertThat(openFiles()).isLessThan(before + 20);
    }

    // --- capabilities
    // --------------------------------------------------------------------------------------------------

    @Test
    void listsExactlyWhatIsThere() {
        assumeTrue(store.capability(Listing.class).isPresent(), "no listing here");
        Listing listing = store.capability(Listing.class).orElseThrow();
        assertThat(keysOf(listing, "")).isEmpty();
        Map<ImageKey, Stored> there = new HashMap<>();
        for (String name : List.of("a.jpg", "a/b.jpg", "a/bc/d.jpg", "a/b/c.jpg", "ab/c.jpg", "b.jpg", "ä/ö/ü.jpg")) {
            there.put(ImageKey.of(name), put(ImageKey.of(name), bytes(name)));
        }
        listing.list("", listed -> {
            Stored stored = there.get(listed.key());
            assertThat(listed.locator()).isEqualTo(stored.locator());
            assertSameVersion(listed.stat(), stored.stat());
            return true;
        });
        for (String prefix :
                List.of("", "a", "a/", "a/b", "a/b/", "a/b.jpg", "ab", "ä/ö/", "x", "a/x/", "../", ".", "/", "a//")) {
            List<ImageKey> expected = there.keySet().stream()
                    .filter(key -> key.startsWith(prefix))
                    .toList();
            assertThat(keysOf(listing, prefix)).as(prefix).containsExactlyInAnyOrderElementsOf(expected);
        }
        List<ImageKey> seen = new ArrayList<>();
        listing.list("", listed -> seen.add(listed.key()) && seen.size() < 3);
        assertThat(seen).hasSize(3);
        store.delete(there.get(ImageKey.of("a/b.jpg")).locator());
        assertThat(keysOf(listing, "a/b"))
                .containsExactlyInAnyOrder(ImageKey.of("a/bc/d.jpg"), ImageKey.of("a/b/c.jpg"));
    }

    @Test
    void knowsItsRoom() {
        assumeTrue(store.capability(Capacity.class).isPresent(), "no capacity here");
        Capacity capacity = store.capability(Capacity.class).orElseThrow();
        assertThat(capacity.totalBytes()).isPositive();
        assertThat(capacity.freeBytes()).isBetween(0L, capacity.totalBytes());
    }

    private static byte[] uniform(int value) {
        byte[] bytes = new byte[50_000 + value * 1000];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private static boolean isUniform(byte[] bytes) {
        for (byte b : bytes) {
            if (b != bytes[0]) {
                return false;
            }
        }
        return bytes.length == 50_000 + bytes[0] * 1000;
    }
}
