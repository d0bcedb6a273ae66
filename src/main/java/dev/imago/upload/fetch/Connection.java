package dev.imago.upload.fetch;

import dev.imago.image.Fault;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * A connection to one address on behalf of one URL, for one GET. A watch closes it when the time is over, wherever it hangs: a
 * server that sends a byte now and then does not win.
 */
final class Connection implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Target target;
    private final Socket socket = new Socket();
    private final Thread watch;
    private volatile boolean late;
    private volatile Socket secured = socket;

    /** @param deadline as of {@link System#nanoTime} */
    Connection(Target target, long deadline) {
        this.target = target;
        this.watch = Thread.ofVirtual().start(() -> closeAt(deadline));
    }

    private void closeAt(long deadline) {
        try {
            Thread.sleep(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            late = true;
            socket.close();
        } catch (InterruptedException | IOException e) {
            // The fetch is over, or the socket is past helping.
        }
    }

    /** Connects to the address, and sends the request with the name: in Host, SNI and the check of the certificate. */
    InputStream get(InetAddress address, Supplier<SocketFactory> tls) throws IOException {
        socket.connect(new InetSocketAddress(address, target.port()), (int) CONNECT.toMillis());
        socket.setTcpNoDelay(true);
        if (target.secure()) {
            SSLSocketFactory factory = (SSLSocketFactory) tls.get();
            SSLSocket secure = (SSLSocket) factory.createSocket(socket, target.host(), target.port(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secured = secure;
            secure.startHandshake();
        }
        String request = "GET " + target.pathAndQuery() + " HTTP/1.1\r\nHost: " + target.hostHeader()
                + "\r\nUser-Agent: Imago\r\nAccept: image/*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n";
        secured.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return new BufferedInputStream(secured.getInputStream(), 16 << 10);
    }

    Fault failed(IOException e) {
        return late || e instanceof SocketTimeoutException
                ? new Fault(Fault.Kind.TIMEOUT, target.host() + " did not deliver the image in time.", e)
                : new Fault(Fault.Kind.BAD_UPSTREAM, "The image cannot be had from " + target.host() + ".", e);
    }

    @Override
    public void close() {
        watch.interrupt();
        try {
            socket.close();
        } catch (IOException e) {
            // Nothing is lost: the bytes that count were read.
        }
    }
}
