package dev.imago.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class PageFileTest {
    private final PageFile file = PageFile.ofProcess().orElseThrow();
    private final AtomicInteger gone = new AtomicInteger();

    private PageFile.Copy copy(byte[] bytes) {
        return file.copy(ByteBuffer.wrap(bytes), gone::incrementAndGet).orElseThrow();
    }

    @Test
    void copies_hold_what_was_copied_each_at_a_place_of_its_own() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> images = new ArrayList<>();
        List<PageFile.Copy> copies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] image = new byte[1 + random.nextInt(100_000)];
            random.nextBytes(image);
            images.add(image);
            copies.add(copy(image));
        }
        for (int i = 0; i < images.size(); i++) {
            PageFile.Copy copy = copies.get(i);
            assertThat(copy.bytes()).as("seed %d", seed).isEqualTo(ByteBuffer.wrap(images.get(i)));
            assertThat(copy.bytes().isReadOnly()).isTrue();
            try (var opened =
                    Files.newByteChannel(Path.of("/proc/self/fd/" + copy.pages().file()))) {
                ByteBuffer there = ByteBuffer.allocate(images.get(i).length);
                int read = opened.position(copy.pages().at()).read(there);
                assertThat(read).isEqualTo(there.capacity());
                assertThat(there.flip()).isEqualTo(copy.bytes());
            }
        }
    }

    @Test
    void only_what_lies_between_position_and_limit_is_copied() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1).limit(3);
        assertThat(file.copy(bytes, () -> {}).orElseThrow().bytes()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
        assertThat(bytes).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3}));
    }

    @Test
    void what_nobody_holds_is_given_back_and_what_somebody_holds_a_part_of_stays() throws Exception {
        byte[] image = new byte[8 << 20];
        new Random(1).nextBytes(image);
        ByteBuffer held = copy(image).bytes().slice(5 << 20, 100);
        List<PageFile.Copy> copies = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            copies.add(copy(image));
        }
        long full = kibibytes();
        assertThat(full).isGreaterThan(9 * 8 << 10);
        copies.clear();
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (gone.get() < 8) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            System.gc();
            LockSupport.parkNanos(5_000_000);
        }
        assertThat(kibibytes()).isLessThanOrEqualTo(full - (8 * 8 << 10));
        assertThat(held).isEqualTo(ByteBuffer.wrap(image).slice(5 << 20, 100));
        assertThat(gone).hasValue(8);
    }

    @Test
    void there_are_so_many_copies_and_no_more_until_some_are_given_back() {
        List<PageFile.Copy> copies = new ArrayList<>();
        while (true) {
            var copy = file.copy(ByteBuffer.allocate(1), gone::incrementAndGet);
            if (copy.isEmpty()) {
                break;
            }
            copies.add(copy.get());
        }
        assertThat(copies).hasSizeBetween(3_000, 4_096);
        copies.clear();
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (file.copy(ByteBuffer.allocate(1), gone::incrementAndGet).isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            System.gc();
            LockSupport.parkNanos(5_000_000);
        }
    }

    private int number() {
        return file.copy(ByteBuffer.allocate(1), () -> {}).orElseThrow().pages().file();
    }

    /** What the file takes in memory. */
    private long kibibytes() throws IOException, InterruptedException {
        Process stat = new ProcessBuilder(
                        "stat", "-Lc", "%b", "/proc/" + ProcessHandle.current().pid() + "/fd/" + number())
                .start();
        String blocks = new String(stat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(stat.waitFor()).isZero();
        return Long.parseLong(blocks.strip()) / 2;
    }
}
