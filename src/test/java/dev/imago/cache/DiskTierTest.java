package dev.imago.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskTierTest {
    private static final long BOUND = 4 << 20;
    private static final Made A_SMALL = Made.of("a", "w=100");
    private static final Made A_LARGE = Made.of("a", "w=200");
    private static final Made B_SMALL = Made.of("b", "w=100");

    @TempDir
    Path folder;

    private DiskTier tier;

    @BeforeEach
    void open() {
        tier = open(BOUND, BOUND / 4096);
    }

    @AfterEach
    void close() {
        tier.close();
    }

    private DiskTier open(long bytes, long files) {
        DiskTier opened = new DiskTier(folder, bytes, files, Duration.ofHours(1));
        Folder.awaitScan(opened);
        return opened;
    }

    private void restart() {
        tier.close();
        tier = open(BOUND, BOUND / 4096);
    }

    @Test
    void what_was_put_is_there_with_its_facts() {
        assertThat(A_SMALL.isIn(tier)).isFalse();
        assertThat(A_SMALL.putInto(tier)).isTrue();
        assertThat(A_SMALL.isIn(tier)).isTrue();
        assertThat(A_LARGE.isIn(tier)).isFalse();
        assertThat(tier.stats().hits()).isEqualTo(1);
        assertThat(tier.stats().misses()).isEqualTo(2);
    }

    @Test
    void it_is_there_after_a_restart() {
        A_SMALL.putInto(tier);
        B_SMALL.putInto(tier);
        DiskTier.Stats before = tier.stats();
        restart();
        assertThat(tier.stats().bytes()).isEqualTo(before.bytes());
        assertThat(tier.stats().files()).isEqualTo(2);
        assertThat(A_SMALL.isIn(tier)).isTrue();
        assertThat(B_SMALL.isIn(tier)).isTrue();
    }

    @Test
    void its_digest_is_that_of_the_bytes() {
        A_SMALL.putInto(tier);
        try (CachedFile file = tier.open(A_SMALL.original(), A_SMALL.what()).orElseThrow()) {
            assertThat(file.digest()).isEqualTo(Digest.of(A_SMALL.bytes().array()));
        }
    }

    @Test
    void an_empty_value_is_a_value() {
        Digest original = Made.original("x");
        ByteBuffer nothing = ByteBuffer.allocate(0);
        assertThat(tier.put(original, "", A_SMALL.facts(), nothing, tier.ticket(original)))
                .isTrue();
        restart();
        try (CachedFile file = tier.open(original, "").orElseThrow()) {
            assertThat(file.whole()).contains(nothing);
            assertThat(file.read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
        }
    }

    @Test
    void a_key_that_does_not_fit_is_not_kept() {
        Made long_ = Made.of("a", "x".repeat(5000));
        assertThat(long_.putInto(tier)).isFalse();
        assertThat(tier.stats().bytes()).isZero();
        assertThat(Made.of("a", "ü".repeat(1900)).putInto(tier)).isTrue();
        assertThat(Made.of("a", "ü".repeat(1900)).isIn(tier)).isTrue();
    }

    @Test
    void bytes_are_read_from_any_place() {
        A_SMALL.putInto(tier);
        byte[] all = A_SMALL.bytes().array();
        try (CachedFile file = tier.open(A_SMALL.original(), A_SMALL.what()).orElseThrow()) {
            for (int at = all.length - 10; at >= 0; at -= 997) {
                ByteBuffer ten = ByteBuffer.allocate(10);
                while (ten.hasRemaining()) {
                    file.read(ten, at + ten.position());
                }
                assertThat(ten.flip()).isEqualTo(ByteBuffer.wrap(all, at, 10));
            }
        }
    }

    @Test
    void removing_an_original_leaves_nothing_of_it_on_the_disk_and_all_of_the_others() throws IOException {
        for (int i = 0; i < 20; i++) {
            Made.of("a", "w=" + i).putInto(tier);
        }
        B_SMALL.putInto(tier);
        assertThat(tier.remove(A_SMALL.original())).isTrue();
        assertThat(Folder.files(folder)).hasSize(1);
        assertThat(Folder.directories(folder)).hasSize(1);
        assertThat(tier.stats().files()).isEqualTo(1);
        assertThat(tier.stats().bytes()).isEqualTo(Folder.bytes(folder));
        assertThat(Made.of("a", "w=1").isIn(tier)).isFalse();
        assertThat(B_SMALL.isIn(tier)).isTrue();
    }

    @Test
    void what_was_begun_before_a_removal_is_not_kept() throws IOException {
        long ticket = tier.ticket(A_SMALL.original());
        tier.remove(A_SMALL.original());
        assertThat(tier.put(A_SMALL.original(), A_SMALL.what(), A_SMALL.facts(), A_SMALL.bytes(), ticket))
                .isFalse();
        assertThat(Folder.files(folder)).isEmpty();
        assertThat(tier.stats().bytes()).isZero();
        assertThat(A_SMALL.putInto(tier)).isTrue();
    }

    @Test
    void a_reader_keeps_what_it_opened_while_it_is_removed() {
        A_SMALL.putInto(tier);
        try (CachedFile file = tier.open(A_SMALL.original(), A_SMALL.what()).orElseThrow()) {
            tier.remove(A_SMALL.original());
            assertThat(file.whole()).contains(A_SMALL.bytes());
        }
    }

    @Test
    void its_bytes_stay_within_the_bound_and_what_is_on_the_disk_is_what_it_says() throws IOException {
        for (int i = 0; i < 2000; i++) {
            assertThat(Made.of("original " + i % 500, "w=" + i).putInto(tier)).isTrue();
            assertThat(tier.stats().bytes()).isLessThanOrEqualTo(BOUND);
        }
        assertThat(Folder.bytes(folder)).isEqualTo(tier.stats().bytes()).isGreaterThan(BOUND - (1 << 17));
        assertThat(Folder.files(folder)).hasSize((int) tier.stats().files());
        assertThat(tier.stats().evictions()).isEqualTo(2000 - tier.stats().files());
        assertThat(Folder.directories(folder))
                .allSatisfy(directory -> assertThat(directory).isNotEmptyDirectory());
    }

    @Test
    void the_number_of_files_is_bounded_too() throws IOException {
        tier.close();
        tier = open(BOUND, 50);
        for (int i = 0; i < 200; i++) {
            assertThat(Made.of("original " + i, "").putInto(tier)).isTrue();
        }
        assertThat(Folder.files(folder)).hasSize(50);
        assertThat(tier.stats().files()).isEqualTo(50);
    }

    @Test
    void what_is_larger_than_the_tier_is_not_kept_and_drives_nothing_out() {
        A_SMALL.putInto(tier);
        Digest huge = Made.original("huge");
        ByteBuffer bytes = ByteBuffer.allocate((int) BOUND);
        assertThat(tier.put(huge, "", A_SMALL.facts(), bytes, tier.ticket(huge)))
                .isFalse();
        assertThat(A_SMALL.isIn(tier)).isTrue();
    }

    @Test
    void a_smaller_bound_holds_after_a_restart() throws IOException {
        for (int i = 0; i < 300; i++) {
            Made.of("original " + i, "").putInto(tier);
        }
        tier.close();
        tier = open(BOUND / 8, BOUND);
        assertThat(Folder.bytes(folder)).isEqualTo(tier.stats().bytes()).isLessThanOrEqualTo(BOUND / 8);
        assertThat(tier.stats().files()).isPositive();
    }

    @Test
    void what_is_put_again_takes_the_place_of_the_old() throws IOException {
        A_SMALL.putInto(tier);
        A_SMALL.putInto(tier);
        assertThat(tier.stats().files()).isEqualTo(1);
        assertThat(tier.stats().bytes()).isEqualTo(Folder.bytes(folder));
    }

    @Test
    void a_folder_that_somebody_empties_under_it_costs_no_more_than_its_content() throws IOException {
        A_SMALL.putInto(tier);
        B_SMALL.putInto(tier);
        for (Path file : Folder.files(folder)) {
            Files.delete(file);
            Files.delete(file.getParent());
        }
        Files.delete(folder.resolve("incoming"));
        assertThat(A_SMALL.isIn(tier)).isFalse();
        assertThat(tier.stats().files()).isEqualTo(1);
        assertThat(A_SMALL.putInto(tier)).isTrue();
        assertThat(A_SMALL.isIn(tier)).isTrue();
        assertThat(tier.stats().errors()).isZero();
    }

    @Test
    void an_interrupted_caller_finds_nothing_and_harms_nobody() {
        A_SMALL.putInto(tier);
        restart();
        Thread.currentThread().interrupt();
        assertThat(A_SMALL.isIn(tier)).isFalse();
        assertThat(B_SMALL.putInto(tier)).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(A_SMALL.isIn(tier)).isTrue();
        assertThat(B_SMALL.putInto(tier)).isTrue();
        assertThat(tier.stats().errors() + tier.stats().corrupt()).isZero();
    }

    @Test
    void a_folder_that_cannot_be_made_is_a_fault() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> new DiskTier(file.resolve("cache"), BOUND)).isInstanceOf(Fault.class);
    }

    @Test
    void what_was_put_again_before_its_turn_to_be_deleted_came_is_left() {
        A_SMALL.putInto(tier);
        tier.evict(FileName.of(A_SMALL.original(), A_SMALL.what()));
        assertThat(A_SMALL.isIn(tier)).isTrue();
    }

    /** Every thread knows what was removed for good before it asked, and nobody may see that any more. */
    @Test
    void no_reader_sees_what_was_removed_and_no_writer_brings_it_back() throws Exception {
        long seed = Long.getLong("imago.seed", System.nanoTime());
        System.out.println("seed " + seed);
        tier.close();
        tier = open(BOUND / 16, 40);
        int originals = 400;
        Fate[] fates = Stream.generate(Fate::new).limit(originals).toArray(Fate[]::new);
        List<Future<?>> work = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int t = 0; t < 8; t++) {
                Random random = new Random(seed + t);
                work.add(threads.submit(() -> {
                    for (int n = 0; n < 4000; n++) {
                        int number = n / 10 + random.nextInt(-8, 9);
                        if (number >= 0 && number < originals) {
                            step(random, number, fates[number]);
                        }
                    }
                }));
            }
            for (Future<?> one : work) {
                one.get();
            }
        }
        assertThat(tier.stats().errors() + tier.stats().corrupt()).isZero();
        assertThat(tier.stats().hits()).isGreaterThan(500);
        for (int i = 0; i < originals; i++) {
            if (fates[i].removed) {
                assertThat(onDisk("original " + i)).isFalse();
            }
        }
        assertThat(Folder.bytes(folder)).isEqualTo(tier.stats().bytes()).isLessThanOrEqualTo(BOUND / 16);
        assertThat(Folder.files(folder)).hasSize((int) tier.stats().files());
    }

    /** Of an original. Nobody makes anything of it once it is condemned. */
    private static final class Fate {
        volatile boolean condemned;
        volatile boolean removed;
    }

    private void step(Random random, int number, Fate fate) {
        Made made = Made.of("original " + number, "w=" + random.nextInt(3));
        switch (random.nextInt(12)) {
            case 0 -> {
                fate.condemned = true;
                assertThat(tier.remove(made.original())).isTrue();
                fate.removed = true;
            }
            case 1, 2, 3, 4 -> {
                long ticket = tier.ticket(made.original());
                if (!fate.condemned) {
                    tier.put(made.original(), made.what(), made.facts(), made.bytes(), ticket);
                }
            }
            default -> {
                boolean gone = fate.removed;
                if (made.isIn(tier) && gone) {
                    throw new AssertionError(made + " was removed");
                }
            }
        }
    }

    private boolean onDisk(String original) throws IOException {
        String start = Made.original(original).hex().substring(0, 32);
        return Folder.files(folder).stream()
                .anyMatch(file -> file.getFileName().toString().startsWith(start));
    }
}
