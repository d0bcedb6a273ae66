package dev.imago.store.wrap;

import dev.imago.image.Fault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs each call of a store on a virtual thread of its own, so that whoever asked can go on without it. */
final class OwnThreads {
    private final String store;

    /** @param store its name */
    OwnThreads(String store) {
        this.store = store;
    }

    /** A call that is under way. */
    private record Running<T>(Thread thread, CompletableFuture<T> result) {}

    /**
     * Waits for a call, at most so long.
     *
     * @param late takes a result that comes after the caller has gone on
     * @throws Fault of kind {@code TIMEOUT}, or as the call throws it
     */
    <T> T run(Duration atMost, ForwardingStore.Call<T> call, Consumer<T> late) {
        Running<T> running = start(call, late);
        try {
            return running.result.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return giveUp(running, silent(atMost, e));
        } catch (InterruptedException e) {
            return giveUp(running, Trouble.givenUp(e));
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    /** Interrupts a call that takes longer, and waits until it has ended, in one way or the other. */
    <T> T runToItsEnd(Duration atMost, ForwardingStore.Call<T> call) {
        Running<T> running = start(call, late -> {});
        try {
            return running.result.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            running.thread.interrupt();
            return ended(running, silent(atMost, e));
        } catch (InterruptedException e) {
            running.thread.interrupt();
            return ended(running, Trouble.givenUp(e));
        } catch (ExecutionException e) {
            throw failure(e);
        }
    }

    private <T> Running<T> start(ForwardingStore.Call<T> call, Consumer<T> late) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().name("store-" + store).start(() -> {
            try {
                T value = call.run();
                if (!result.complete(value)) {
                    late.accept(value);
                }
            } catch (Throwable failure) {
                result.completeExceptionally(failure);
            }
        });
        return new Running<>(thread, result);
    }

    private static <T> T giveUp(Running<T> running, Fault fault) {
        boolean underWay = running.result.completeExceptionally(fault);
        running.thread.interrupt();
        if (underWay) {
            throw fault;
        }
        return ended(running, fault);
    }

    /** The result of a call that could not be stopped in time, or the fault. */
    private static <T> T ended(Running<T> running, Fault fault) {
        try {
            return running.result.join();
        } catch (CompletionException failed) {
            fault.addSuppressed(failed.getCause());
            throw fault;
        }
    }

    private static RuntimeException failure(ExecutionException e) {
        return e.getCause() instanceof RuntimeException fault ? fault : new IllegalStateException(e.getCause());
    }

    private Fault silent(Duration waited, TimeoutException e) {
        return new Fault(Fault.Kind.TIMEOUT, "The store does not answer in time.", e)
                .withDetail(store + ": no answer within " + waited.toMillis() + " ms")
                .retryAfter(Duration.ofSeconds(1));
    }
}
