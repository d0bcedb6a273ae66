package dev.imago.upload;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes some images side by side, so that they share the cost of making it durable, and few enough to leave room. */
final class DeletePage {
    private static final Logger LOG = LoggerFactory.getLogger(DeletePage.class);
    private static final int SIDE_BY_SIDE = 16;

    private final Uploads uploads;

    DeletePage(Uploads uploads) {
        this.uploads = uploads;
    }

    /** What became of them, and the last failure. Images that were changed or removed meanwhile count as neither. */
    record Result(long deleted, long failed, Optional<String> problem) {}

    /** @throws Fault that is retryable: the same page is to be tried again */
    Result delete(List<CatalogEntry> entries) {
        Semaphore places = new Semaphore(SIDE_BY_SIDE);
        List<Future<Boolean>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (CatalogEntry entry : entries) {
                results.add(threads.submit(() -> {
                    places.acquire();
                    try {
                        return delete(entry);
                    } finally {
                        places.release();
                    }
                }));
            }
        }
        return sum(results);
    }

    private boolean delete(CatalogEntry entry) {
        WriteConditions unchanged =
                new WriteConditions(Optional.of(entry.digest().etag()), Optional.empty());
        try {
            return uploads.delete(entry.key(), unchanged).isPresent();
        } catch (Fault fault) {
            if (fault.kind() == Fault.Kind.PRECONDITION_FAILED) {
                return false;
            }
            throw fault;
        }
    }

    private static Result sum(List<Future<Boolean>> results) {
        long deleted = 0;
        long failed = 0;
        Optional<String> problem = Optional.empty();
        for (Future<Boolean> result : results) {
            try {
                deleted += result.get() ? 1 : 0;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof Fault fault)) {
                    throw new IllegalStateException(e);
                }
                if (fault.retryable()) {
                    throw fault;
                }
                LOG.warn("An image cannot be deleted: {} {}", fault.message(), fault.detail());
                failed++;
                problem = Optional.of(fault.message());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Fault(Fault.Kind.UNAVAILABLE, "The server is stopping.", e);
            }
        }
        return new Result(deleted, failed, problem);
    }
}
