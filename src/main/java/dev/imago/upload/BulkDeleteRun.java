package dev.imago.upload;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bulk delete on this node, a page at a time. What of a page can be tried again is tried again in later turns, after a
 * pause: {@value #TRIES} times in all while its catalog and its store answer otherwise, since then the trouble is the image's
 * own, and it counts as failed. While one of them is down as a whole nothing is tried and nothing counted. Used by one thread.
 */
final class BulkDeleteRun {
    private static final Logger LOG = LoggerFactory.getLogger(BulkDeleteRun.class);
    private static final int PAGE = 256;
    private static final int TRIES = 5;

    private final Catalog catalog;
    private final Uploads uploads;
    private Optional<OpenPage> open = Optional.empty();
    private boolean waits;

    BulkDeleteRun(Catalog catalog, Uploads uploads) {
        this.catalog = catalog;
        this.uploads = uploads;
    }

    /**
     * A page of which some images are left.
     *
     * @param result of it so far
     * @param tries of those that are left
     */
    private record OpenPage(String last, DeletePage.Result result, int tries) {}

    /** Whether it pauses before its next try. */
    boolean waits() {
        return waits;
    }

    /** Deletes the next page, or tries again what is left of the last one. */
    BulkDelete next(BulkDelete job, Instant now) {
        waits = false;
        if (open.isPresent()) {
            return again(job, open.get());
        }
        Optional<ImageKey> after =
                job.position().isEmpty() ? Optional.empty() : Optional.of(ImageKey.of(job.position()));
        List<CatalogEntry> entries = catalog.list(job.prefix(), after, PAGE);
        if (entries.isEmpty()) {
            LOG.info("Deleting below {} is done: {} deleted, {} failed.", job.prefix(), job.deleted(), job.failed());
            return job.with(job.failed() == 0 ? "" : job.problem()).finishedAt(now);
        }
        List<CatalogEntry> wanted =
                entries.stream().filter(entry -> entry.version() <= job.until()).toList();
        String last = entries.getLast().key().value();
        return settled(job, new OpenPage(last, new DeletePage(uploads).delete(wanted), 1));
    }

    private BulkDelete again(BulkDelete job, OpenPage page) {
        requireAnswers(page.result().left());
        DeletePage.Result more = new DeletePage(uploads).delete(page.result().left());
        DeletePage.Result sum = new DeletePage.Result(
                page.result().deleted() + more.deleted(),
                page.result().failed() + more.failed(),
                more.left(),
                more.problem().or(() -> page.result().problem()));
        return settled(job, new OpenPage(page.last(), sum, page.tries() + 1));
    }

    /** Moves the job behind a page of which nothing is left, or is given up; waits otherwise. */
    private BulkDelete settled(BulkDelete job, OpenPage page) {
        DeletePage.Result result = page.result();
        List<CatalogEntry> left = result.left();
        if (!left.isEmpty()) {
            open = Optional.of(page);
            requireAnswers(left);
        }
        if (!left.isEmpty() && page.tries() < TRIES) {
            return waiting(job, result.problem().orElse(""));
        }
        left.forEach(entry -> LOG.warn(
                "{} was not deleted in {} tries: {}",
                entry.key(),
                TRIES,
                result.problem().orElse("")));
        open = Optional.empty();
        return job.after(page.last(), result.deleted(), result.failed() + left.size())
                .with(result.problem().orElse(job.failed() == 0 ? "" : job.problem()));
    }

    /** Pauses, without a try that counts. */
    BulkDelete waiting(BulkDelete job, String problem) {
        if (!job.problem().equals(problem)) {
            LOG.warn("Deleting below {} waits: {}", job.prefix(), problem);
        }
        waits = true;
        return job.with(problem);
    }

    private void requireAnswers(List<CatalogEntry> left) {
        try {
            left.stream()
                    .collect(Collectors.toMap(CatalogEntry::store, entry -> entry, (a, b) -> a))
                    .values()
                    .forEach(uploads::requireAnswers);
        } catch (Fault down) {
            // What was tried while it went down tells nothing of the images.
            open = open.map(page -> new OpenPage(page.last(), page.result(), 0));
            throw down;
        }
    }
}
