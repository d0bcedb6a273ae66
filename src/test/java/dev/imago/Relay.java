package dev.imago;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A network between client and server that counts what is sent to the server, and breaks or is slow when told. */
public final class Relay implements AutoCloseable {
    private static final int PIECE = 512;

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int target;
    private final AtomicLong sent = new AtomicLong();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile long breaksAfter = Long.MAX_VALUE;
    private volatile long bytesPerSecond = Long.MAX_VALUE;

    /** @param target the server's port */
    public Relay(int target) throws IOException {
        this.target = target;
        Thread.ofVirtual().start(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Bytes on the way to the server. */
    public long sent() {
        return sent.get();
    }

    /** Once so many bytes more are sent, every connection is cut off, until it is mended. */
    public void breakAfter(long bytes) {
        breaksAfter = sent.get() + bytes;
    }

    public void mend() {
        breaksAfter = Long.MAX_VALUE;
    }

    /** How much of each connection goes through in each direction from now on. */
    public void limit(long rate) {
        bytesPerSecond = rate;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> copy(client, server, true));
                Thread.ofVirtual().start(() -> copy(server, client, false));
            }
        } catch (IOException e) {
            // It is closed.
        }
    }

    private void copy(Socket from, Socket to, boolean counted) {
        byte[] buffer = new byte[PIECE];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                if (counted && sent.addAndGet(n) > breaksAfter) {
                    return;
                }
                long rate = bytesPerSecond;
                if (rate < Long.MAX_VALUE) {
                    LockSupport.parkNanos(n * 1_000_000_000L / rate);
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException e) {
            // One of them is gone, and so is the other.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
