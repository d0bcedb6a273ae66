package dev.imago.store.fastdfs;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection to a tracker or a storage: requests and answers, one after the other. Not thread-safe. */
final class Connection implements AutoCloseable {
    /** Answers other than images are lists of a few storages, and names. */
    private static final int LARGEST_ANSWER = 1 << 20;

    private static final int COPIED_AT_ONCE = 64 << 10;

    private final SocketChannel channel;
    private final Address address;
    private long lastUsed = System.nanoTime();

    private Connection(SocketChannel channel, Address address) {
        this.channel = channel;
        this.address = address;
    }

    /** @throws Unreached also when there is nobody within the time */
    static Connection open(Address address, Duration atMost) throws Unreached {
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.socket()
                    .connect(new InetSocketAddress(address.host(), address.port()), Math.toIntExact(atMost.toMillis()));
            return new Connection(channel, address);
        } catch (IOException | RuntimeException e) {
            closeQuietly(channel);
            throw new Unreached(address, e);
        }
    }

    private static void closeQuietly(@Nullable SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            // It is of no use any more, closed or not.
        }
    }

    /** What is done within a deadline. */
    @FunctionalInterface
    interface Exchange<T> {
        T run(Connection connection) throws IOException;
    }

    /** Runs an exchange, and closes the connection if it takes longer. */
    <T> T within(Duration atMost, Deadlines deadlines, Exchange<T> exchange) throws IOException {
        try (Deadlines.Watch watch = deadlines.watch(channel, atMost)) {
            try {
                return exchange.run(this);
            } catch (IOException e) {
                throw watch.over() ? timedOut(atMost, e) : e;
            }
        } finally {
            lastUsed = System.nanoTime();
        }
    }

    private IOException timedOut(Duration atMost, IOException cause) {
        var timeout = new SocketTimeoutException(address + " did not answer within " + atMost.toMillis() + " ms");
        timeout.initCause(cause);
        return timeout;
    }

    Duration idle() {
        return Duration.ofNanos(System.nanoTime() - lastUsed);
    }

    void send(Message message) throws IOException {
        write(message.followedBy(0));
    }

    void send(Message message, ByteBuffer rest) throws IOException {
        write(message.followedBy(rest.remaining()));
        write(rest);
    }

    /** Sends a whole file as the rest of the body. */
    void send(Message message, FileChannel file, long size) throws IOException {
        write(message.followedBy(size));
        long sent = 0;
        while (sent < size) {
            long count = file.transferTo(sent, size - sent, channel);
            sent += count > 0 ? count : copy(file, sent, size);
        }
    }

    /** Waits for the peer, which the system's own transfer does not do on a virtual thread. */
    private int copy(FileChannel file, long from, long size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(COPIED_AT_ONCE, size - from));
        int count = file.read(bytes, from);
        if (count <= 0) {
            throw new EOFException("the spooled file became shorter");
        }
        write(bytes.flip());
        return count;
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Waits for an answer.
     *
     * @return how many bytes its body has, which are to be read now
     * @throws Refusal if it is one
     */
    long answer() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Header.BYTES);
        fill(bytes);
        Header header = Header.parse(bytes.flip());
        if (header.status() == 0) {
            return header.length();
        }
        if (header.length() > 0) {
            body(header.length());
        }
        throw new Refusal(header.status());
    }

    /** Waits for an answer that is small, and reads it. */
    Fields fields() throws IOException {
        return new Fields(body(answer()));
    }

    private ByteBuffer body(long length) throws IOException {
        if (length > LARGEST_ANSWER) {
            throw new IOException("an answer of " + length + " bytes is not to be expected");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length);
        fill(bytes);
        return bytes.flip();
    }

    /** Reads until the buffer is full. */
    void fill(ByteBuffer target) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new EOFException(address + " closed the connection");
            }
        }
    }

    @Override
    public void close() {
        closeQuietly(channel);
    }
}
