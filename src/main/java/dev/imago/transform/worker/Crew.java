package dev.imago.transform.worker;

import dev.imago.image.Fault;
import dev.imago.transform.RenderSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workers of a pool. Each place is held by one process: where one ends, for whatever reason, another is started. If starting
 * fails, it is tried again, less and less often; if there is no library, it is not.
 */
final class Crew implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Crew.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final RenderSettings settings;
    private final Command command;
    private final WorkerCounters counters;
    /** The one that worked last is taken first: its caches are warm. */
    private final BlockingDeque<WorkerProcess> free = new LinkedBlockingDeque<>();

    private final Set<WorkerProcess> all = ConcurrentHashMap.newKeySet();
    /** Of the first worker, or why there will be none. */
    private final CompletableFuture<Hello.Ready> hello = new CompletableFuture<>();

    private volatile boolean closed;

    Crew(RenderSettings settings, Command command, WorkerCounters counters) {
        this.settings = settings;
        this.command = command;
        this.counters = counters;
    }

    /** Starts the workers, without waiting for them. */
    void begin() {
        Thread.ofVirtual().name("imago-worker-folders").start(() -> StartFolder.removeAbandoned(Instant.now()));
        int places = settings.workers().orElse(Runtime.getRuntime().availableProcessors());
        for (int place = 0; place < places; place++) {
            fill();
        }
    }

    private void fill() {
        Thread.ofVirtual().name("imago-worker-start").start(() -> {
            Duration pause = FIRST_PAUSE;
            while (!closed && !start()) {
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException e) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        });
    }

    /** @return whether there is nothing more to try */
    private boolean start() {
        try {
            WorkerProcess worker = WorkerProcess.start(command, settings);
            counters.started();
            all.add(worker);
            var _ = worker.onExit().thenRun(() -> replace(worker));
            if (hello.complete(worker.hello())) {
                announce(worker.hello());
            }
            free.addFirst(worker);
            if (closed) {
                worker.end(Ending.CLOSED);
            }
            return true;
        } catch (Fault none) {
            if (hello.completeExceptionally(none)) {
                LOG.warn("no renditions: {}", none.message());
            }
            return true;
        } catch (StartFailed e) {
            if (!closed) {
                LOG.warn("{}", e.getMessage(), e.getCause());
            }
            return false;
        }
    }

    private static void announce(Hello.Ready ready) {
        LOG.info(
                "renditions: libvips {} ({})",
                ready.capabilities().version(),
                ready.capabilities().library());
        if (!ready.confined()) {
            LOG.warn("workers run without a filter of system calls: the kernel does not take it");
        }
    }

    private void replace(WorkerProcess worker) {
        all.remove(worker);
        free.remove(worker);
        worker.retire();
        if (!closed) {
            counters.replaced();
            fill();
        }
    }

    /** A worker that lives and has nothing to do. */
    Optional<WorkerProcess> free(Duration longest) {
        if (hello.isCompletedExceptionally()) {
            throw noLibrary();
        }
        long end = System.nanoTime() + longest.toNanos();
        try {
            while (!closed) {
                WorkerProcess worker = free.pollFirst(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (worker == null) {
                    return Optional.empty();
                }
                if (worker.isAlive()) {
                    return Optional.of(worker);
                }
            }
            throw Ending.CLOSED.fault();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Ending.GIVEN_UP.fault();
        }
    }

    private Fault noLibrary() {
        return hello.exceptionNow() instanceof Fault fault
                ? new Fault(fault.kind(), fault.message())
                : Ending.CLOSED.fault();
    }

    /** Gives a worker back, whatever became of it. */
    void back(WorkerProcess worker) {
        if (!worker.isAlive()) {
            return;
        }
        if (worker.jobs() >= settings.jobsPerWorker()) {
            worker.retire();
        } else {
            free.addFirst(worker);
        }
    }

    Optional<Hello.Ready> hello() {
        return hello.isDone() && !hello.isCompletedExceptionally() ? Optional.of(hello.join()) : Optional.empty();
    }

    boolean awaitHello(long time, TimeUnit unit) throws InterruptedException {
        try {
            hello.get(time, unit);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        all.forEach(worker -> worker.end(Ending.CLOSED));
    }
}
