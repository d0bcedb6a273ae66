package dev.imago.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class PageFilesTest {
    private final PageFiles file = PageFiles.ofProcess().orElseThrow();
    private final AtomicInteger gone = new AtomicInteger();

    private PageFiles.Copy copy(byte[] bytes) {
        return file.copy(ByteBuffer.wrap(bytes), gone::incrementAndGet).orElseThrow();
    }

    @Test
    void copies_hold_what_was_copied_each_at_a_place_of_its_own() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> images = new ArrayList<>();
        List<PageFiles.Copy> copies = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            byte[] image = new byte[1 + random.nextInt(100_000)];
            random.nextBytes(image);
            images.add(image);
            copies.add(copy(image));
        }
        for (int i = 0; i < images.size(); i++) {
            PageFiles.Copy copy = copies.get(i);
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
    void what_nobody_holds_is_given_back_and_what_somebody_holds_a_part_of_stays() throws IOException {
        byte[] image = new byte[1 << 20];
        new Random(1).nextBytes(image);
        ByteBuffer held = copy(image).bytes().slice(5_000, 100);
        List<PageFiles.Copy> copies = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            copies.add(copy(image));
        }
        Set<Integer> numbers = copies.stream().map(copy -> copy.pages().file()).collect(Collectors.toSet());
        assertThat(numbers).hasSize(8);
        assertThat(inodesOf(numbers)).hasSize(8);
        Set<String> before = inodesOf(numbers);
        copies.clear();
        awaitGone(8);
        assertThat(inodesOf(numbers)).doesNotContainAnyElementsOf(before);
        assertThat(held).isEqualTo(ByteBuffer.wrap(image).slice(5_000, 100));
        assertThat(gone).hasValue(8);
    }

    @Test
    void pages_hold_their_file_as_well() {
        AtomicInteger early = new AtomicInteger();
        Pages pages = file.copy(ByteBuffer.allocate(10), early::incrementAndGet)
                .orElseThrow()
                .pages()
                .from(3);
        assertThat(copy(new byte[10]).pages().at()).isZero();
        awaitGone(1); // the later one, of which nothing is held
        assertThat(early).hasValue(0);
        assertThat(pages.at()).isEqualTo(3);
        Reference.reachabilityFence(pages);
    }

    @Test
    void there_are_so_many_copies_and_no_more_until_some_are_given_back() {
        List<PageFiles.Copy> copies = new ArrayList<>();
        while (true) {
            var copy = file.copy(ByteBuffer.allocate(1), gone::incrementAndGet);
            if (copy.isEmpty()) {
                break;
            }
            copies.add(copy.get());
        }
        assertThat(copies).hasSizeBetween(100, 4_096);
        copies.clear();
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (file.copy(ByteBuffer.allocate(1), gone::incrementAndGet).isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            System.gc();
            LockSupport.parkNanos(5_000_000);
        }
    }

    private void awaitGone(int copies) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (gone.get() < copies) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            System.gc();
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** What the descriptors are of, if they are files in memory: those have names with their inodes. */
    private static Set<String> inodesOf(Set<Integer> numbers) throws IOException {
        Set<String> inodes = new HashSet<>();
        for (int number : numbers) {
            Path path = Path.of("/proc/self/fd/" + number);
            if (Files.isSymbolicLink(path)
                    && Files.readSymbolicLink(path).toString().contains("memfd:imago")) {
                inodes.add(Files.getAttribute(path, "unix:ino").toString());
            }
        }
        return inodes;
    }
}
