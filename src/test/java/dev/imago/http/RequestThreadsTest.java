package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.ByteArrayEndPoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A thread that has answered a request goes on with its connection, however the answering ended. */
final class RequestThreadsTest {
    private final RequestThreads threads = new RequestThreads();
    private final CompletableFuture<Thread> worked = new CompletableFuture<>();
    private final CompletableFuture<Thread> wentOn = new CompletableFuture<>();
    private final Executor connector = threads.stayingOr(_ -> {
        throw new AssertionError("the connection went to the pool");
    });

    /** A connection on which the next request may be waiting, as Jetty hands it to its pool. */
    private static final class Waiting extends AbstractConnection implements Runnable {
        private final Runnable next;

        Waiting(Runnable next) {
            super(new ByteArrayEndPoint(), Runnable::run);
            this.next = next;
        }

        @Override
        public void onFillable() {}

        @Override
        public void run() {
            next.run();
        }
    }

    @AfterEach
    void close() {
        threads.close();
    }

    private void goOn() {
        wentOn.complete(Thread.currentThread());
    }

    private static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(20, TimeUnit.SECONDS);
    }

    @Test
    void the_thread_of_a_request_goes_on_with_its_connection_once_the_work_is_over() throws Exception {
        threads.execute(() -> {
            connector.execute(new Waiting(this::goOn));
            assertThat(wentOn).isNotDone();
            worked.complete(Thread.currentThread());
        });
        assertThat(soon(wentOn)).isSameAs(soon(worked));
    }

    @Test
    void a_request_that_is_there_already_is_worked_on_by_the_same_thread() throws Exception {
        threads.execute(() -> {
            connector.execute(new Waiting(() -> threads.begin(this::goOn)));
            worked.complete(Thread.currentThread());
        });
        assertThat(soon(wentOn)).isSameAs(soon(worked));
    }

    @Test
    void a_work_that_ends_by_an_exception_leaves_no_connection_behind() throws Exception {
        var mistake = new IllegalStateException("a mistake");
        assertThat(thrownBeside(() -> {
                    throw mistake;
                }))
                .isSameAs(mistake);
    }

    @Test
    void a_work_that_ends_by_an_error_leaves_no_connection_behind() throws Exception {
        var mistake = new StackOverflowError();
        assertThat(thrownBeside(() -> {
                    throw mistake;
                }))
                .isSameAs(mistake);
    }

    /** What the thread ended by, after it went on with the connection. */
    private Throwable thrownBeside(Runnable mistake) throws Exception {
        var thrown = new CompletableFuture<Throwable>();
        threads.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((_, what) -> thrown.complete(what));
            connector.execute(new Waiting(this::goOn));
            mistake.run();
        });
        assertThat(soon(wentOn).isVirtual()).isTrue();
        return soon(thrown);
    }
}
