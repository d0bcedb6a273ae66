package dev.imago.store.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** An origin whose image never ends: it sends chunks for as long as somebody takes them. */
final class EndlessServer implements AutoCloseable {
    private static final String HEAD =
            "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final int CHUNK = 1 << 16;

    private final ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final AtomicLong sent = new AtomicLong();

    EndlessServer() throws IOException {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> answer(socket));
                } catch (IOException closed) {
                    return;
                }
            }
        });
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    /** Bytes of the image that somebody has taken, all requests together. */
    long sent() {
        return sent.get();
    }

    private void answer(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            boolean head = in.read() == 'H';
            OutputStream out = socket.getOutputStream();
            out.write(HEAD.getBytes(StandardCharsets.ISO_8859_1));
            if (!head) {
                sendChunks(out);
            }
        } catch (IOException gone) {
            // Nobody takes any more.
        }
    }

    private void sendChunks(OutputStream out) throws IOException {
        byte[] chunk = ("10000\r\n" + "x".repeat(CHUNK) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        while (true) {
            out.write(chunk);
            sent.addAndGet(CHUNK);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
