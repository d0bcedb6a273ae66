package dev.imago.store.folder;

import dev.imago.image.Fault;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs the calls of the kernel that read. They take microseconds, unless the disk or share does not answer: then they take
 * for ever, and a native call holds the carrier of its virtual thread, of which there are as many as processors.
 *
 * <p>So half of the carriers may read at a time, all stores together, and with a processor to itself a read costs nothing
 * more. A read beyond them goes to one of {@value #MOST} threads of its store, and its caller waits there no longer than its
 * patience. A store whose threads are all lost to calls that were given up refuses at once, until one comes back. Whatever
 * hangs, half of the carriers go on with all other work.
 */
final class Reads implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST = 64;

    /** How often a read lets others have the processor, in the hope that one of them ends its own. */
    private static final int YIELDS = 4;

    private static final Semaphore ON_CARRIERS = new Semaphore(carriers() / 2);

    private final String name;
    private final Optional<Semaphore> carriers;
    private final Duration patience;
    private final ThreadPoolExecutor threads;
    private final AtomicInteger lost = new AtomicInteger();

    /**
     * @param name of the store
     * @param sharing a share can hang at any time: its reads never hold a carrier
     */
    Reads(String name, Duration patience, Sharing sharing) {
        this.name = name;
        this.carriers = sharing == Sharing.LOCAL ? Optional.of(ON_CARRIERS) : Optional.empty();
        this.patience = patience;
        this.threads = new ThreadPoolExecutor(
                MOST,
                MOST,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("read-" + name + "-", 0).factory());
        threads.allowCoreThreadTimeOut(true);
    }

    private static int carriers() {
        return Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    }

    /** As below, for a result that nobody needs to close. */
    <T> T run(Supplier<T> call) {
        return run(call, result -> {});
    }

    /**
     * Runs a call and gives its result.
     *
     * @param late takes a result that comes after its caller has given up
     * @throws Fault of kind {@code UNAVAILABLE} when it takes too long, or as the call throws it
     */
    <T> T run(Supplier<T> call, Consumer<T> late) {
        if (!Thread.currentThread().isVirtual()) {
            return call.get();
        }
        if (takesCarrier()) {
            try {
                return call.get();
            } finally {
                carriers.get().release();
            }
        }
        return await(begin(call, late));
    }

    /** Runs what has no result, without waiting for it where it could hang. */
    void release(Runnable call) {
        if (!Thread.currentThread().isVirtual()) {
            call.run();
        } else if (takesCarrier()) {
            try {
                call.run();
            } finally {
                carriers.get().release();
            }
        } else {
            try {
                threads.execute(call);
            } catch (RejectedExecutionException closed) {
                call.run();
            }
        }
    }

    /**
     * Whether this thread may read on its carrier. Who has the permit may have been about to give it back when this very thread took the
     * processor from it; to let it go on costs less than another thread does.
     */
    private boolean takesCarrier() {
        if (carriers.isEmpty()) {
            return false;
        }
        for (int yields = 0; yields < YIELDS; yields++) {
            if (carriers.get().tryAcquire()) {
                return true;
            }
            Posix.letOthersRun();
        }
        return carriers.get().tryAcquire();
    }

    private <T> CompletableFuture<T> begin(Supplier<T> call, Consumer<T> late) {
        if (lost.get() >= MOST) {
            throw silent();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                if (result.isDone() || !settle(result, call, late)) {
                    lost.decrementAndGet();
                }
            });
        } catch (RejectedExecutionException closed) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The store is closed.", closed);
        }
        return result;
    }

    /** Whether somebody still waits for the result. */
    private static <T> boolean settle(CompletableFuture<T> result, Supplier<T> call, Consumer<T> late) {
        try {
            T value = call.get();
            boolean awaited = result.complete(value);
            if (!awaited) {
                late.accept(value);
            }
            return awaited;
        } catch (Throwable failure) {
            return result.completeExceptionally(failure);
        }
    }

    private <T> T await(CompletableFuture<T> result) {
        try {
            try {
                return result.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                giveUp(result, silent());
                return result.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            Fault stopped = new Fault(Fault.Kind.UNAVAILABLE, "The store's call was given up.", e);
            giveUp(result, stopped);
            throw stopped;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    private void giveUp(CompletableFuture<?> result, Fault fault) {
        lost.incrementAndGet();
        if (!result.completeExceptionally(fault)) {
            lost.decrementAndGet();
        }
    }

    private Fault silent() {
        return new Fault(Fault.Kind.UNAVAILABLE, "The store does not answer.")
                .withDetail(name + ": reads take more than " + patience.toSeconds() + " s")
                .retryAfter(Duration.ofSeconds(5));
    }

    /** Lets what is under way finish by itself: reading changes nothing. */
    @Override
    public void close() {
        threads.shutdown();
    }
}
