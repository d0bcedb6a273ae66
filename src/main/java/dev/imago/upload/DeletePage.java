package dev.imago.upload;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes some images side by side, so that they share the cost of making it durable, and few enough to leave uploads room,
 * also beside the pages of {@value BulkDeletes#SIDE_BY_SIDE} jobs.
 */
final class DeletePage {
    private static final Logger LOG = LoggerFactory.getLogger(DeletePage.class);
    private static final int SIDE_BY_SIDE = 8;

    private final Uploads uploads;

    DeletePage(Uploads uploads) {
        this.uploads = uploads;
    }

    /**
     * What became of them. Images that were changed or removed meanwhile count as neither deleted nor failed.
     *
     * @param left those that can be tried again
     * @param problem the last failure
     */
    record Result(long deleted, long failed, List<CatalogEntry> left, Optional<String> problem) {}

    Result delete(List<CatalogEntry> entries) {
        Semaphore places = new Semaphore(SIDE_BY_SIDE);
        Map<CatalogEntry, Future<Boolean>> results = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (CatalogEntry entry : entries) {
                results.put(entry, threads.submit(() -> {
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
            return uploads.delete(entry.key(), unchanged, entry.version()).isPresent();
        } catch (Fault fault) {
            if (fault.kind() == Fault.Kind.PRECONDITION_FAILED) {
                return false;
            }
            throw fault;
        }
    }

    private static Result sum(Map<CatalogEntry, Future<Boolean>> results) {
        long deleted = 0;
        long failed = 0;
        List<CatalogEntry> left = new ArrayList<>();
        Optional<String> problem = Optional.empty();
        for (Map.Entry<CatalogEntry, Future<Boolean>> result : results.entrySet()) {
            try {
                deleted += result.getValue().get() ? 1 : 0;
            } catch (ExecutionException e) {
                Fault fault = e.getCause() instanceof Fault known
                        ? known
                        : new Fault(Fault.Kind.INTERNAL, "The image cannot be deleted; the log says why.", e);
                problem = Optional.of(fault.message());
                if (fault.retryable()) {
                    left.add(result.getKey());
                } else {
                    LOG.warn("{} cannot be deleted.", result.getKey().key(), fault);
                    failed++;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Fault(Fault.Kind.UNAVAILABLE, "The server is stopping.", e);
            }
        }
        return new Result(deleted, failed, left, problem);
    }
}
