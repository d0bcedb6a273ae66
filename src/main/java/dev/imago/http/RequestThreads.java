package dev.imago.http;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.eclipse.jetty.io.Connection;

/**
 * Virtual threads for what may block. One that has ended an exchange of HTTP/1 stays with its connection: it looks for the next
 * request itself, and answers it if it is there already. Jetty would hand the connection to its pool, and the pool's thread the
 * request to another virtual thread: two wake-ups and two switches of threads for each request.
 */
final class RequestThreads implements Executor, AutoCloseable {
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("http-", 0).factory());
    private final ThreadLocal<Optional<Stay>> stays = ThreadLocal.withInitial(Optional::empty);

    /** Runs the work on a thread of its own. */
    @Override
    public void execute(Runnable work) {
        threads.execute(() -> {
            var stay = new Stay();
            stays.set(Optional.of(stay));
            try {
                work.run();
            } finally {
                stay.goOn();
            }
        });
    }

    /**
     * Lets those run who have waited for longer. A virtual thread gives its carrier up only where it has to wait, and a client that takes
     * everything at once never lets it.
     */
    @SuppressWarnings("ThreadPriorityCheck") // Virtual threads that yield take turns: their scheduler is a queue.
    static void letOthersRun() {
        Thread.yield();
    }

    /** Runs the work of a request on a thread of its own: this one, if it stays with the request's connection, else another. */
    void begin(Runnable work) {
        if (stays.get().filter(stay -> stay.withConnection).isPresent()) {
            work.run();
        } else {
            execute(work);
        }
    }

    /** Runs a connector's tasks in its pool, but for connections that a thread of ours has to go on with. */
    Executor stayingOr(Executor pool) {
        return task -> {
            Optional<Stay> stay = task instanceof Connection ? stays.get() : Optional.empty();
            stay.ifPresentOrElse(here -> here.connections.add(task), () -> pool.execute(task));
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** What a thread does after its first work. */
    private static final class Stay {
        private final Queue<Runnable> connections = new ArrayDeque<>(1);
        private boolean withConnection;

        void goOn() {
            withConnection = true;
            while (!connections.isEmpty()) {
                letOthersRun();
                connections.remove().run();
            }
        }
    }
}
