import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Clients that read a large answer very slowly, and one that does not: {@code java bench/SlowReaders.java PUBLIC READERS}. Opens the
 * readers, takes a kibibyte a second and reader from then on, and asks for /small.jpg all the time on a connection of its own.
 * Prints `ready` when all read, then `name value` lines after every line on stdin; ends at the end of stdin.
 */
final class SlowReaders {
    private static final int PIECE = 1024;

    private SlowReaders() {}

    public static void main(String[] args) throws Exception {
        URI url = URI.create(args[0]);
        int count = Integer.parseInt(args[1]);
        List<SocketChannel> readers = new ArrayList<>();
        byte[] request = "GET /big.jpg HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        while (readers.size() < count) {
            SocketChannel reader = SocketChannel.open();
            reader.setOption(StandardSocketOptions.SO_RCVBUF, 4096);
            reader.connect(new InetSocketAddress(url.getHost(), url.getPort()));
            reader.write(ByteBuffer.wrap(request));
            reader.configureBlocking(false);
            readers.add(reader);
            if (readers.size() % 500 == 0) {
                System.err.printf("\r%,d of %,d readers", readers.size(), count);
                round(readers);
            }
        }
        System.err.println();
        System.out.println("ready");
        long[] nanos = new long[100_000];
        int asked = 0;
        try (var normal = new Connection(url)) {
            while (true) {
                long end = System.nanoTime() + 1_000_000_000L;
                int alive = round(readers);
                while (System.nanoTime() < end) {
                    long start = System.nanoTime();
                    if (normal.get("/small.jpg").status() != 200) {
                        throw new IOException("no answer to the normal client");
                    }
                    nanos[asked++ % nanos.length] = System.nanoTime() - start;
                    Thread.sleep(20);
                }
                if (System.in.available() > 0) {
                    if (System.in.read() == 'q') {
                        return;
                    }
                    long[] sorted = Arrays.copyOf(nanos, Math.min(asked, nanos.length));
                    Arrays.sort(sorted);
                    System.out.printf(
                            "alive %d%nnormal_requests %d%nnormal_p50_ms %.2f%nnormal_p99_ms %.2f%nend%n",
                            alive, asked, sorted[sorted.length / 2] / 1e6, sorted[(int) (sorted.length * 0.99)] / 1e6);
                }
            }
        }
    }

    /** Takes a piece from each; returns how many are still connected. */
    private static int round(List<SocketChannel> readers) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);
        int alive = 0;
        for (SocketChannel reader : readers) {
            try {
                alive += reader.read(buffer.clear()) >= 0 ? 1 : 0;
            } catch (IOException cutOff) {
                // It does not count as alive.
            }
        }
        return alive;
    }
}
