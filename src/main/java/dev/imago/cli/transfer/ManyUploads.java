package dev.imago.cli.transfer;

import dev.imago.cli.client.ApiException;
import dev.imago.image.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Uploads several files at once. A failure of one file does not stop the others; one that would meet all of them does: no server, no
 * permission, no space. {@link #add} blocks while as many are under way as may be, so that a folder of any size is walked with the
 * same memory.
 */
public final class ManyUploads implements AutoCloseable {
    /** Is told of each file, on its worker's thread. */
    public interface Listener {
        void done(Transfer transfer);

        void failed(LocalFile file, Exception failure);

        /** So many bytes more are done, whether they were sent or not. */
        void moved(long bytes);
    }

    private final FileUpload upload;
    private final Listener listener;
    private final int jobs;
    private final Semaphore places;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Thread owner = Thread.currentThread();
    private volatile Optional<ApiException> fatal = Optional.empty();
    private volatile boolean stopped;

    /** @param jobs files at once, from 1 */
    public ManyUploads(FileUpload upload, int jobs, Listener listener) {
        this.upload = upload;
        this.jobs = jobs;
        this.places = new Semaphore(jobs);
        this.listener = listener;
    }

    /**
     * Uploads a file as soon as there is a place for it.
     *
     * @return whether to go on
     */
    public boolean add(LocalFile file) throws InterruptedException {
        places.acquire();
        if (over()) {
            places.release();
            return false;
        }
        workers.execute(() -> {
            try {
                send(file);
            } finally {
                places.release();
            }
        });
        return true;
    }

    /** Waits until all are done. */
    public void finish() throws InterruptedException {
        places.acquire(jobs);
    }

    /** Breaks off, from any thread; what is being sent is not acknowledged and leaves nothing behind. */
    public void stop() {
        stopped = true;
        owner.interrupt();
        workers.shutdownNow();
    }

    /** Whether {@link #stop} was called. */
    public boolean stopped() {
        return stopped;
    }

    /** What ended the run early. */
    public Optional<ApiException> fatal() {
        return fatal;
    }

    private boolean over() {
        return stopped || fatal.isPresent();
    }

    private void send(LocalFile file) {
        if (over()) {
            return;
        }
        var moved = new AtomicLong();
        try {
            listener.done(upload.send(file, bytes -> {
                moved.addAndGet(bytes);
                listener.moved(bytes);
            }));
        } catch (InterruptedException e) {
            // It was stopped; the file is neither done nor failed.
        } catch (ApiException e) {
            if (meetsAll(e)) {
                fatal = Optional.of(e);
            } else {
                listener.failed(file, e);
            }
        } catch (IOException | UncheckedIOException | Fault e) {
            listener.failed(file, e);
        } finally {
            listener.moved(file.size() - moved.get());
        }
    }

    private static boolean meetsAll(ApiException failure) {
        return failure.retryable() || failure.status() == 401 || failure.status() == 403 || failure.status() == 507;
    }

    /** Breaks off what is under way and waits for its end, whether interrupted or not. */
    @Override
    public void close() {
        workers.shutdownNow();
        workers.close();
    }
}
