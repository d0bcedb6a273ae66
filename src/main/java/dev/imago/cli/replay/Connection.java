package dev.imago.cli.replay;

import dev.imago.upload.fetch.Head;
import dev.imago.upload.fetch.MessageBody;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection to a server, for one request after the other (HTTP/1.1). Targets are sent as they are: those of a log need not be what
 * {@link java.net.URI} understands.
 */
final class Connection implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Between two bytes of an answer. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    /** For an answer as a whole. */
    private static final Duration WHOLE = Duration.ofMinutes(5);

    private final Socket socket;
    private final InputStream in;
    private boolean reusable = true;

    /** Receives the bytes of a body. */
    interface Sink {
        void take(byte[] bytes, int count);
    }

    private Connection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    }

    static Connection to(String host, int port, boolean secure) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(host, port), (int) CONNECT.toMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) PAUSE.toMillis());
            return new Connection(secure ? secured(socket, host, port) : socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static Socket secured(Socket socket, String host, int port) throws IOException {
        var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        SSLSocket secure = (SSLSocket) factory.createSocket(socket, host, port, true);
        SSLParameters parameters = secure.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secure.setSSLParameters(parameters);
        secure.startHandshake();
        return secure;
    }

    /** Sends a request and reads its answer to the end. */
    Head exchange(String method, String target, String host, Sink sink) throws IOException {
        String request = method + " " + target + " HTTP/1.1\r\nHost: " + host
                + "\r\nUser-Agent: Imago\r\nAccept: */*\r\nAccept-Encoding: identity\r\n\r\n";
        OutputStream out = socket.getOutputStream();
        out.write(request.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        long end = System.nanoTime() + WHOLE.toNanos();
        reusable = false;
        Head head = Head.read(in);
        boolean empty = method.equals("HEAD") || head.status() == 204 || head.status() == 304;
        if (!empty) {
            read(MessageBody.of(head, in), sink, end);
        }
        boolean measured = empty || head.field("content-length").isPresent();
        reusable = measured
                && head.field("transfer-encoding").isEmpty()
                && !head.field("connection").orElse("").equalsIgnoreCase("close");
        return head;
    }

    private static void read(InputStream body, Sink sink, long end) throws IOException {
        byte[] step = new byte[64 << 10];
        for (int count = body.read(step); count >= 0; count = body.read(step)) {
            sink.take(step, count);
            if (System.nanoTime() - end > 0) {
                throw new SocketTimeoutException("the answer takes too long");
            }
        }
    }

    /** Whether the next request may be sent on it. */
    boolean reusable() {
        return reusable;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // What counts was read.
        }
    }
}
