package dev.imago.http;

import dev.imago.image.Fault;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingCallback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a body piece by piece, as fast as its client takes it. Pieces are read on a virtual thread; while a client makes us
 * wait there is no thread, only this object and one piece in a buffer of {@link SendBuffers}. Whatever happens, the source is
 * closed and the exchange ended once.
 */
final class BodySender extends IteratingCallback implements SlowWrites.Pending {
    private static final Logger LOG = LoggerFactory.getLogger(BodySender.class);

    /** Tells the client of a failure before anything is sent. */
    interface Apology {
        void say(Fault fault);
    }

    private final JettyExchange exchange;
    private final BodySource source;
    private final SendBuffers buffers;
    private final SlowWrites slowWrites;
    private final Executor threads;
    private final Runnable commit;
    private final Apology apology;
    private Optional<ByteBuffer> buffer = Optional.empty();
    private int piece;
    private boolean begun;
    private boolean apologised;
    private volatile boolean writing;
    private volatile long due;

    /** @param commit sets status and headers of the answer, once the first piece could be read */
    BodySender(
            JettyExchange exchange,
            BodySource source,
            SendBuffers buffers,
            SlowWrites slowWrites,
            Executor threads,
            Runnable commit,
            Apology apology) {
        this.exchange = exchange;
        this.source = source;
        this.buffers = buffers;
        this.slowWrites = slowWrites;
        this.threads = threads;
        this.commit = commit;
        this.apology = apology;
    }

    @Override
    protected Action process() {
        if (apologised || (begun && source.remaining() == 0)) {
            return Action.SUCCEEDED;
        }
        if (begun) {
            RequestThreads.letOthersRun();
        }
        ByteBuffer piece = buffers.acquire(source.remaining());
        buffer = Optional.of(piece);
        try {
            source.fill(piece.clear());
        } catch (Fault fault) {
            if (!begun) {
                apologised = true;
                finish();
                apology.say(fault);
                return Action.SUCCEEDED;
            }
            throw fault;
        }
        if (!begun) {
            begun = true;
            commit.run();
        }
        write(piece.flip());
        return Action.SCHEDULED;
    }

    private void write(ByteBuffer bytes) {
        piece = bytes.remaining();
        due = SlowWrites.due(System.nanoTime(), piece, exchange.place().limits());
        writing = true;
        exchange.response()
                .write(
                        source.remaining() == 0,
                        bytes,
                        Callback.from(InvocationType.NON_BLOCKING, this::written, this::failed));
        if (writing) {
            slowWrites.add(this);
            if (!writing) {
                slowWrites.remove(this);
            }
        }
    }

    /** On the I/O thread if the client made us wait; then a virtual thread goes on. */
    private void written() {
        writing = false;
        slowWrites.remove(this);
        exchange.sent(piece);
        buffer.ifPresent(buffers::release);
        buffer = Optional.empty();
        if (Thread.currentThread().isVirtual()) {
            succeeded();
        } else {
            threads.execute(this::succeeded);
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    @Override
    protected void onCompleteSuccess() {
        finish();
        if (!apologised) {
            exchange.succeed();
        }
    }

    @Override
    protected void onCompleteFailure(Throwable cause) {
        finish();
        if (cause instanceof Fault fault) {
            LOG.warn("{} {} cut off: {} {}", exchange.requestId(), exchange.path(), fault.message(), fault.detail());
        }
        exchange.abort(cause);
    }

    @Override
    public long dueNanos() {
        return due;
    }

    @Override
    public void tooSlow() {
        exchange.cutOff();
    }

    private void finish() {
        writing = false;
        slowWrites.remove(this);
        // A failed write may still hold the buffer, so it is not given to anybody else.
        buffer.ifPresent(buffers::drop);
        buffer = Optional.empty();
        source.close();
    }
}
