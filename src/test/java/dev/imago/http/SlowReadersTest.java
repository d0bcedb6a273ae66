package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.delivery.Body;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SlowReadersTest {
    private static final int READERS = 500;
    private static final long SIZE = 50_000_000;

    @Test
    void five_hundred_slow_readers_of_a_large_file_hold_little_memory_and_no_thread() throws Exception {
        AtomicInteger closed = new AtomicInteger();
        try (Serving serving = Serving.plain()) {
            serving.cold.put(
                    "/big",
                    request -> Serving.answer(200, SIZE, new Body.Stream(new FillBlob(SIZE, FillBlob.NEVER, closed))));
            List<SocketChannel> readers = new ArrayList<>();
            read(serving, readers, 20);
            long heap = heap();
            long direct = direct();
            read(serving, readers, READERS);
            long heapGrowth = heap() - heap;
            long directGrowth = direct() - direct;
            assertThat(heapGrowth / READERS * 10_000)
                    .as("heap of ten thousand readers")
                    .isLessThan(256L << 20);
            assertThat(directGrowth).isLessThan(64L << 20);
            serving.hot.put("/hot", request -> Serving.text(200, "still here"));
            assertThat(serving.talk("GET /hot HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .endsWith("still here");
            for (SocketChannel reader : readers) {
                reader.close();
            }
            Serving.await("all closed", () -> closed.get() == READERS);
        }
    }

    /** Opens readers up to this many and waits until each of them is stuck. */
    private static void read(Serving serving, List<SocketChannel> readers, int upTo) throws Exception {
        InetSocketAddress address = serving.server.publicAddress();
        while (readers.size() < upTo) {
            SocketChannel reader = SocketChannel.open();
            reader.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
            reader.connect(address);
            reader.write(ByteBuffer.wrap("GET /big HTTP/1.1\r\nHost: x\r\n\r\n".getBytes()));
            readers.add(reader);
        }
        Serving.await("all stuck", () -> serving.server.waitingWrites() == upTo);
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
