package dev.imago;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that go on until they are told to stop, or until the test is over. */
final class Load<T> implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<T>> clients = new ArrayList<>();
    private volatile boolean on = true;

    /** Whether the clients are to go on. */
    boolean on() {
        return on;
    }

    void client(Callable<T> client) {
        clients.add(threads.submit(client));
    }

    /** Tells all to stop, and returns what each came to. */
    List<T> stop() throws Exception {
        on = false;
        List<T> results = new ArrayList<>();
        for (Future<T> client : clients) {
            results.add(client.get());
        }
        return results;
    }

    @Override
    public void close() {
        on = false;
        threads.shutdownNow();
    }
}
