package dev.imago.transform.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** Looks at all jobs that run, many times a second, and ends workers that take too long or too much memory. */
final class Watchdog implements Watch, AutoCloseable {
    private static final long STEP = Duration.ofMillis(20).toNanos();

    private final long timeout;
    private final long memory;
    private final Map<WorkerProcess, Running> running = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closed;

    private record Running(long since, boolean making) {}

    Watchdog(Duration timeout, long memory) {
        this.timeout = timeout.toNanos();
        this.memory = memory;
        this.thread = Thread.ofPlatform().name("imago-rendering-watch").daemon().start(this::watch);
    }

    @Override
    public void sending(WorkerProcess worker) {
        boolean slept = running.isEmpty();
        running.put(worker, new Running(System.nanoTime(), false));
        if (slept) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void making(WorkerProcess worker) {
        running.put(worker, new Running(System.nanoTime(), true));
    }

    @Override
    public void done(WorkerProcess worker) {
        running.remove(worker);
    }

    int jobs() {
        return running.size();
    }

    private void watch() {
        while (!closed) {
            if (running.isEmpty()) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, STEP);
                running.forEach(this::look);
            }
        }
    }

    private void look(WorkerProcess worker, Running job) {
        long passed = System.nanoTime() - job.since;
        if (passed > timeout) {
            worker.end(job.making ? Ending.TOO_SLOW : Ending.STALLED);
        } else if (passed > STEP / 2 && residentMemory(worker.pid()) > memory) {
            worker.end(Ending.TOO_LARGE);
        }
    }

    /** In bytes; 0 where the system does not tell. */
    static long residentMemory(long pid) {
        try {
            String status = Files.readString(Path.of("/proc/" + pid + "/status"));
            int line = status.indexOf("VmRSS:");
            return line < 0
                    ? 0
                    : Long.parseLong(status.substring(line + "VmRSS:".length(), status.indexOf(" kB", line))
                                    .strip())
                            << 10;
        } catch (IOException e) {
            // It has ended, or this is no Linux.
        }
        return 0;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
