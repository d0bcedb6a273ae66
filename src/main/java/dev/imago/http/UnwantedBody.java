package dev.imago.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A body over HTTP/1.1 that nobody wants, and that its client may still be sending after the answer. Closing at once would
 * reset the connection, and the client might never read why it was refused (RFC 9112 §9.6): what comes is taken and
 * forgotten, up to a number of bytes and a time that a timer keeps. Holds no thread.
 */
final class UnwantedBody implements Runnable {
    static final Duration LINGER = Duration.ofSeconds(5);
    private static final long LINGER_BYTES = 16L << 20;

    private final Request request;
    private final EndPoint endPoint;
    private final Runnable then;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Scheduler.Task deadline;
    private long left = LINGER_BYTES;

    private UnwantedBody(Request request, Runnable then) {
        this.request = request;
        this.endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        this.then = then;
        this.deadline = request.getComponents()
                .getScheduler()
                .schedule(this::tooLong, LINGER.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What is left of a request's body. */
    enum Rest {
        /** Nothing, or a stream of HTTP/2, which has an end of its own. */
        NONE,
        /** It is sent only when it is asked for. */
        WITHHELD,
        /** It is on its way. */
        COMING
    }

    /** Skips what has arrived, without waiting for more. */
    static Rest restOf(Request request) {
        if (request.getConnectionMetaData().getHttpVersion().getVersion() >= HttpVersion.HTTP_2.getVersion()) {
            return Rest.NONE;
        }
        // A client that waits for 100 Continue sends nothing after a refusal, and reading would ask it to.
        if (request.getHeaders().contains("Expect")) {
            return request.consumeAvailable() ? Rest.NONE : Rest.WITHHELD;
        }
        for (Content.Chunk chunk = request.read(); chunk != null; chunk = request.read()) {
            if (ends(chunk)) {
                return Rest.NONE;
            }
        }
        return Rest.COMING;
    }

    /** Takes what is coming; to be called once the answer is sent. */
    static void take(Request request, Runnable then) {
        new UnwantedBody(request, then).run();
    }

    /** Called whenever there is something to read. */
    @Override
    public void run() {
        while (left > 0 && !over.get()) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                request.demand(this);
                return;
            }
            left -= chunk.remaining();
            if (ends(chunk)) {
                break;
            }
        }
        end();
    }

    private static boolean ends(Content.Chunk chunk) {
        boolean end = chunk.isLast() || Content.Chunk.isFailure(chunk);
        chunk.release();
        return end;
    }

    private void tooLong() {
        endPoint.close();
        end();
    }

    private void end() {
        if (over.compareAndSet(false, true)) {
            deadline.cancel();
            then.run();
        }
    }
}
