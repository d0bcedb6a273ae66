package dev.imago.store.folder;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Threads for calls of the kernel that wait for a disk, above all to sync. A native call holds the carrier of its virtual
 * thread, of which there are as many as processors: a few syncs would stop every other virtual thread of the process, and
 * uploads could not share theirs. The caller waits to the end, however long it takes: a put that was given up could exchange
 * a file when somebody else has been acknowledged in the meantime.
 */
final class Workers implements AutoCloseable {
    private static final int MOST = 64;

    private final ThreadPoolExecutor threads;

    /** @param name of the store */
    Workers(String name) {
        this.threads = new ThreadPoolExecutor(
                MOST,
                MOST,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("store-" + name + "-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Runs it on one of these threads and waits for it. */
    <T> T run(Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, threads).join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw failed;
        }
    }

    /** Lets what is under way finish, unless the disk does not answer. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            boolean ignored = threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
