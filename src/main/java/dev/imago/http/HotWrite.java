package dev.imago.http;

import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;

/** The write of an answer from memory. */
final class HotWrite extends WatchedWrite {
    private final EndPoint endPoint;
    private final Visit visit;
    private final HotExchange exchange;
    private final RetainableByteBuffer head;
    private final int length;
    private final HotAnswers answers;
    private final Runnable afterwards;

    /** Set by the first of two: who began the write and has returned from it, and the write's end. */
    private final AtomicBoolean met = new AtomicBoolean();

    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean broken;

    /**
     * The request is under way from here on.
     *
     * @param head is released in the end
     * @param length of the body
     * @param afterwards runs when it is written, if its beginner did not wait for that
     */
    HotWrite(
            EndPoint endPoint,
            Visit visit,
            HotExchange exchange,
            RetainableByteBuffer head,
            int length,
            HotAnswers answers,
            Runnable afterwards) {
        super(length, answers.place().limits(), answers.slowWrites());
        this.endPoint = endPoint;
        this.visit = visit;
        this.exchange = exchange;
        this.head = head;
        this.length = length;
        this.answers = answers;
        this.afterwards = afterwards;
        visit.requestBegins();
    }

    /** Whether it is written; if not, it goes on by itself. To be asked once, when it has begun. */
    boolean over() {
        watch();
        return met.getAndSet(true) && !broken;
    }

    @Override
    protected void written() {
        end(length, false);
        if (met.getAndSet(true) && !broken) {
            afterwards.run();
        }
    }

    @Override
    protected void broken(Throwable cause) {
        broken = true;
        endPoint.close(cause);
        end(0, true);
        met.set(true);
    }

    private void end(int sent, boolean incomplete) {
        if (ended.getAndSet(true)) {
            return;
        }
        head.release();
        long now = System.nanoTime();
        visit.requestEnds(now);
        exchange.end(sent, incomplete, now);
        try {
            answers.observer().completed(exchange);
        } catch (Throwable failure) {
            // Whoever called this may pass over it, and the connection would wait for ever.
            broken = true;
            endPoint.close(failure);
        }
    }

    @Override
    public void tooSlow() {
        endPoint.close(new Aborted("the client reads too slowly"));
    }
}
