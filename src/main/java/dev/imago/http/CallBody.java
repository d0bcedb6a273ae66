package dev.imago.http;

import dev.imago.http.api.BodyFailed;
import dev.imago.http.api.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;

/**
 * The body of a call, with a minimum rate: after a grace, each stretch of waiting as long as the grace must bring as many bytes
 * as the rate asks. Time that the reader spends elsewhere does not count. Used by one thread.
 */
final class CallBody extends InputStream {
    private final InputStream in;
    private final long stretchNanos;
    private final long stretchBytes;
    private long waited;
    private long received;

    CallBody(InputStream in, LimitSettings limits) {
        this.in = in;
        this.stretchNanos = limits.rateGrace().toNanos();
        this.stretchBytes = limits.minimumRate().bytes() * limits.rateGrace().toMillis() / 1_000;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        int n = read(one, 0, 1);
        return n < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        long begin = System.nanoTime();
        int n;
        try {
            n = in.read(target, offset, length);
        } catch (IOException | RuntimeException e) {
            throw explained(e);
        }
        waited += System.nanoTime() - begin;
        received += Math.max(0, n);
        if (waited > stretchNanos) {
            if (n >= 0 && received < stretchBytes) {
                throw new BodyFailed(408, "The body comes too slowly.");
            }
            waited = 0;
            received = 0;
        }
        return n;
    }

    @Override
    public int available() throws IOException {
        return in.available();
    }

    /**
     * Gives back the buffer that is held. Jetty's stream would break the connection off, and with it the answer of a client that
     * is still sending; what comes is a matter of {@link UnwantedBody}.
     */
    @Override
    public void close() throws IOException {
        in.skipNBytes(in.available());
    }

    private static IOException explained(Exception failure) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof TimeoutException) {
                return new BodyFailed(408, "The body stopped coming.");
            }
            if (t instanceof HttpException http && http.getCode() < 500) {
                return new BodyFailed(http.getCode(), "The body's framing is not valid HTTP, or it ends too early.");
            }
        }
        return new Reply.ClientGone(failure);
    }
}
