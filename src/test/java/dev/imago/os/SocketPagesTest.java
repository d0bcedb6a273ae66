package dev.imago.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SocketPagesTest {
    private final SocketPages sockets = SocketPages.ofProcess().orElseThrow();
    private ServerSocketChannel server;

    @BeforeEach
    void open() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Socket client() throws IOException {
        Socket client =
                new Socket(InetAddress.getLoopbackAddress(), server.socket().getLocalPort());
        client.setSoTimeout(20_000);
        return client;
    }

    private SocketChannel accepted() throws IOException {
        SocketChannel channel = server.accept();
        channel.configureBlocking(false);
        return channel;
    }

    private static PageFiles.Copy pages(byte[] bytes) {
        return PageFiles.ofProcess()
                .orElseThrow()
                .copy(ByteBuffer.wrap(bytes), () -> {})
                .orElseThrow();
    }

    private static ByteBuffer head(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    private static byte[] random(int size, long seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void what_fits_is_sent_at_once_in_order_from_where_the_positions_are() throws IOException {
        byte[] image = random(40_000, 1);
        PageFiles.Copy copy = pages(image);
        try (Socket client = client();
                SocketChannel channel = accepted()) {
            ByteBuffer head = head("xxhead").position(2);
            ByteBuffer body = copy.bytes().slice(5_001, 30_000);
            sockets.send(channel, head, body, copy.pages().from(5_001));
            assertThat(head.hasRemaining()).isFalse();
            assertThat(body.hasRemaining()).isFalse();
            channel.shutdownOutput();
            byte[] got = client.getInputStream().readAllBytes();
            assertThat(Arrays.copyOf(got, 4)).isEqualTo(new byte[] {'h', 'e', 'a', 'd'});
            assertThat(Arrays.copyOfRange(got, 4, got.length)).isEqualTo(Arrays.copyOfRange(image, 5_001, 35_001));
        }
    }

    /** The file's position and the buffer's bytes do not matter: only pages are sent. */
    @Test
    void the_bytes_come_from_the_pages() throws IOException {
        PageFiles.Copy copy = pages(random(40_000, 2));
        try (Socket client = client();
                SocketChannel channel = accepted()) {
            sockets.send(channel, head("h"), ByteBuffer.allocate(40_000), copy.pages());
            assertThat(client.getInputStream().readNBytes(40_001)).endsWith(random(40_000, 2));
        }
    }

    @Test
    void what_a_full_socket_does_not_take_is_left() throws Exception {
        byte[] image = random(20 << 20, 3);
        PageFiles.Copy copy = pages(image);
        try (Socket client = client();
                SocketChannel channel = accepted()) {
            ByteBuffer body = copy.bytes().duplicate();
            sockets.send(channel, head("head"), body, copy.pages());
            assertThat(body.position()).isBetween(1, image.length - 1);
            ByteBuffer more = head("more");
            while (body.hasRemaining()) { // until the socket takes nothing at all
                int before = body.position();
                sockets.send(channel, head(""), body, copy.pages().from(before));
                if (body.position() == before) {
                    break;
                }
            }
            assertThat(body.hasRemaining()).isTrue();
            sockets.send(channel, more, body, copy.pages().from(body.position()));
            assertThat(more.remaining()).isEqualTo(4);

            FutureTask<byte[]> reading =
                    new FutureTask<>(() -> client.getInputStream().readAllBytes());
            Thread.ofVirtual().start(reading);
            channel.configureBlocking(true);
            while (body.hasRemaining()) {
                assertThat(channel.write(body)).isPositive();
            }
            channel.shutdownOutput();
            byte[] got = reading.get();
            assertThat(Arrays.copyOfRange(got, 4, got.length)).isEqualTo(image);
        }
    }

    @Test
    void a_connection_that_is_closed_or_was_left_takes_nothing() throws IOException {
        PageFiles.Copy copy = pages(random(40_000, 4));
        SocketChannel closed;
        try (Socket _ = client();
                SocketChannel channel = accepted()) {
            closed = channel;
        }
        ByteBuffer head = head("head");
        sockets.send(closed, head, copy.bytes().duplicate(), copy.pages());
        assertThat(head.remaining()).isEqualTo(4);

        try (Socket client = client();
                SocketChannel channel = accepted()) {
            client.setSoLinger(true, 0);
            client.close();
            ByteBuffer body = copy.bytes().duplicate();
            sockets.send(channel, head, body, copy.pages()); // meets the reset, and no signal ends the process
            assertThat(body.remaining()).isEqualTo(40_000);
        }
    }

    /** A descriptor's number goes to the next connection as soon as it is free. */
    @Test
    void nobody_gets_what_was_meant_for_a_connection_that_is_closed_meanwhile() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        PageFiles.Copy copy = pages(random(64_000, 5));
        int same = 0;
        for (int round = 0; round < 400; round++) {
            Socket client = client();
            SocketChannel channel = accepted();
            int number = number(channel);
            AtomicBoolean over = new AtomicBoolean();
            FutureTask<?> sending = new FutureTask<>(
                    () -> {
                        while (!over.get()) {
                            sockets.send(channel, head("head"), copy.bytes().duplicate(), copy.pages());
                        }
                    },
                    null);
            Thread.ofPlatform().start(sending);
            Thread.ofVirtual().start(() -> drain(client));
            LockSupport.parkNanos(random.nextInt(1_000_000));
            try (Socket next = client()) { // waits to be accepted, so that the number that becomes free is the other's
                channel.close();
                SocketChannel other = accepted();
                same += number(other) == number ? 1 : 0;
                LockSupport.parkNanos(100_000);
                other.shutdownOutput();
                assertThat(next.getInputStream().readAllBytes())
                        .as("seed %d, round %d", seed, round)
                        .isEmpty();
                other.close();
            }
            over.set(true);
            sending.get();
            client.close();
        }
        assertThat(same).isGreaterThan(100);
    }

    private static int number(SocketChannel channel) throws IOException {
        ChannelDescriptor descriptor = ChannelDescriptor.find().orElseThrow();
        int number = descriptor.hold(channel);
        descriptor.release(channel);
        return number;
    }

    /** Packets that wait for a reader are pages of a file that is given back meanwhile, and whose memory others get. */
    @Test
    void what_was_sent_stays_as_it_was_when_the_copy_is_given_back() throws IOException {
        byte[] image = random(300_001, 6);
        AtomicInteger gone = new AtomicInteger();
        List<Socket> clients = new ArrayList<>();
        List<SocketChannel> channels = new ArrayList<>();
        List<Integer> sent = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            PageFiles.Copy copy = PageFiles.ofProcess()
                    .orElseThrow()
                    .copy(ByteBuffer.wrap(image), gone::incrementAndGet)
                    .orElseThrow();
            clients.add(client());
            SocketChannel channel = accepted();
            channels.add(channel);
            ByteBuffer body = copy.bytes().duplicate();
            sockets.send(channel, head("h"), body, copy.pages());
            assertThat(body.position()).isPositive();
            sent.add(body.position());
        }
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (gone.get() < 20) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            System.gc();
            LockSupport.parkNanos(5_000_000);
        }
        List<PageFiles.Copy> others = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            others.add(pages(random(300_001, 7)));
        }
        for (int i = 0; i < 20; i++) {
            channels.get(i).close();
            byte[] got = clients.get(i).getInputStream().readAllBytes();
            assertThat(Arrays.copyOfRange(got, 1, got.length)).isEqualTo(Arrays.copyOf(image, sent.get(i)));
            clients.get(i).close();
        }
        assertThat(others).hasSize(40);
    }

    @ParameterizedTest
    @CsvSource({"java.base/sun.nio.ch=ALL-UNNAMED, true", "java.base/java.lang=ALL-UNNAMED, false"})
    void without_the_jdks_own_methods_there_is_none(String opened, String found) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--add-opens=" + opened,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Probe.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                .isEqualTo(found);
        assertThat(process.waitFor()).isZero();
    }

    /** In a JVM of its own. */
    static final class Probe {
        private Probe() {}

        public static void main(String[] arguments) {
            System.out.print(SocketPages.ofProcess().isPresent());
        }
    }

    private static void drain(Socket socket) {
        try {
            socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException closed) {
            if (!socket.isClosed()) {
                throw new UncheckedIOException(closed);
            }
        }
    }
}
