package dev.imago.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.imago.image.Digest;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.ByteRange;
import dev.imago.store.Locator;
import dev.imago.store.memory.MemoryStore;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MultipartRangesTest {
    private static final int SIZE = 1 << 20;

    @Test
    void the_parts_of_an_image_in_memory_take_no_memory_of_their_own() {
        ByteBuffer image = ByteBuffer.allocateDirect(SIZE).asReadOnlyBuffer();
        ImageVersion version = new ImageVersion(
                ImageKey.of("a.jpg"),
                new MemoryStore("memory"),
                new Locator("a.jpg"),
                "1",
                Digest.of(new byte[0]),
                SIZE,
                Format.JPEG,
                Instant.EPOCH);
        List<ByteRange> almostAll = List.of(new ByteRange(0, 1), new ByteRange(2, SIZE - 2));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        var unread = new ArrayList<Body>();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 32; i++) {
            unread.add(MultipartRanges.of(version, almostAll).fromMemory(image));
        }
        assertThat(unread).hasSize(32);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(SIZE);
    }
}
