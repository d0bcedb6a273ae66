package dev.imago.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

final class NativeMemoryTest {
    private static final int SIZE = 100_000;

    @Test
    void what_is_held_stays_within_the_budget_and_what_is_let_go_makes_room() {
        NativeMemory memory = new NativeMemory(10 * SIZE);
        List<ByteBuffer> slices = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            memory.allocate(SIZE).map(buffer -> buffer.slice(1, 2)).ifPresent(slices::add);
        }
        assertThat(slices).hasSize(10);
        System.gc();
        assertThat(memory.allocate(SIZE)).isEmpty();
        assertThat(memory.inUse()).isEqualTo(10 * SIZE);

        slices.clear();
        long deadline = System.nanoTime() + 10_000_000_000L;
        Optional<ByteBuffer> room = memory.allocate(SIZE);
        while (room.isEmpty()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            System.gc();
            LockSupport.parkNanos(5_000_000);
            room = memory.allocate(SIZE);
        }
        assertThat(room).isPresent();
    }
}
