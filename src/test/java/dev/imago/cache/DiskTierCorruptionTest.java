package dev.imago.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariants I2, I3 and I7 where the disk does not hold what was written, as after a power loss. */
final class DiskTierCorruptionTest {
    private static final long BOUND = 16 << 20;

    @TempDir
    Path folder;

    private final long seed = Long.getLong("imago.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private DiskTier open() {
        return new DiskTier(folder, BOUND, BOUND / 4096, Duration.ofHours(1));
    }

    @Test
    void nothing_damaged_is_served_after_a_start_and_all_of_it_is_deleted_once_asked_for() throws IOException {
        System.out.println("seed " + seed);
        List<Made> all = new ArrayList<>();
        try (DiskTier tier = open()) {
            Folder.awaitScan(tier);
            for (int i = 0; i < 600; i++) {
                Made made = Made.of("original " + i / 3, "w=" + i % 3);
                assertThat(made.putInto(tier)).isTrue();
                all.add(made);
            }
        }
        List<Made> damaged = new ArrayList<>();
        for (Made made : all) {
            if (random.nextInt(3) == 0) {
                damage(path(made));
                damaged.add(made);
            }
        }
        try (DiskTier tier = open()) {
            for (Made made : all) { // before and while the scan looks
                assertThat(made.isIn(tier)).as("seed " + seed + ", " + made).isNotEqualTo(damaged.contains(made));
            }
            Folder.awaitScan(tier);
            for (Made made : all) {
                assertThat(made.isIn(tier)).as("seed " + seed + ", " + made).isNotEqualTo(damaged.contains(made));
            }
            assertThat(tier.stats().corrupt()).isBetween((long) damaged.size(), 2L * damaged.size());
            assertThat(Folder.files(folder)).hasSize(all.size() - damaged.size());
            assertThat(tier.stats().files()).isEqualTo(all.size() - damaged.size());
            assertThat(damaged)
                    .allSatisfy(made -> assertThat(made.putInto(tier)).isTrue());
            assertThat(all).allSatisfy(made -> assertThat(made.isIn(tier)).isTrue());
        }
    }

    private void damage(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            switch (random.nextInt(5)) {
                case 0 -> channel.truncate(random.nextLong(size));
                case 1 -> flip(channel, random.nextLong(size));
                case 2 -> flip(channel, random.nextLong(Math.min(size, 100)));
                case 3 -> channel.write(ByteBuffer.allocate(1 + random.nextInt(100)), size);
                default -> channel.write(ByteBuffer.allocate((int) size), 0); // its blocks never came to the disk
            }
        }
    }

    private void flip(FileChannel channel, long at) throws IOException {
        ByteBuffer one = ByteBuffer.allocate(1);
        channel.read(one, at);
        channel.write(one.put(0, (byte) (one.get(0) ^ 1 << random.nextInt(8))).flip(), at);
    }

    private Path path(Made made) {
        return folder.resolve(FileName.of(made.original(), made.what()).path());
    }

    @Test
    void a_sound_file_under_the_name_of_another_is_not_served() throws IOException {
        Made one = Made.of("a", "w=1");
        Made other = Made.of("a", "w=2");
        try (DiskTier tier = open()) {
            Folder.awaitScan(tier);
            one.putInto(tier);
            other.putInto(tier);
        }
        Files.copy(path(one), path(other), StandardCopyOption.REPLACE_EXISTING);
        try (DiskTier tier = open()) {
            Folder.awaitScan(tier);
            assertThat(other.isIn(tier)).isFalse();
            assertThat(one.isIn(tier)).isTrue();
        }
    }

    @Test
    void what_is_cut_off_while_it_is_open_is_no_whole_value() throws IOException {
        Made made = Made.of("a", "w=1");
        try (DiskTier tier = open()) {
            Folder.awaitScan(tier);
            made.putInto(tier);
            try (CachedFile file = tier.open(made.original(), made.what()).orElseThrow();
                    FileChannel channel = FileChannel.open(path(made), StandardOpenOption.WRITE)) {
                channel.truncate(300);
                assertThat(file.whole()).isEmpty();
            }
            assertThat(made.isIn(tier)).isFalse();
            assertThat(tier.stats().corrupt()).isEqualTo(1);
        }
    }

    @Test
    void whatever_else_lies_in_the_folder_is_left_alone() throws IOException {
        Files.createDirectories(folder.resolve("abc"));
        Files.writeString(folder.resolve("abc/notes.txt"), "mine");
        Files.writeString(folder.resolve("README"), "mine");
        try (DiskTier tier = open()) {
            Folder.awaitScan(tier);
            assertThat(tier.stats().files()
                            + tier.stats().errors()
                            + tier.stats().corrupt())
                    .isZero();
        }
        assertThat(Folder.files(folder)).hasSize(2);
    }
}
