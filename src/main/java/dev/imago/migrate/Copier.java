package dev.imago.migrate;

import dev.imago.catalog.Catalog;
import dev.imago.catalog.CatalogEntry;
import dev.imago.catalog.Copies;
import dev.imago.catalog.Copy;
import dev.imago.image.Fault;
import dev.imago.store.Content;
import dev.imago.store.DiskFaults;
import dev.imago.store.PathAddressed;
import dev.imago.store.Staging;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies one image to another store. The long part, reading it, happens without the key's lock; with the lock it is put in place
 * only if it is still the image. So an upload and a copy of one key never interleave, and an old version never overwrites a new one.
 *
 * <p>Where the target finds images by their keys, the copy is written down before it is put: a crash in between leaves no file
 * that nobody knows of, and that could be taken for a new image once this one was deleted. Thread-safe; blocks.
 */
final class Copier {
    private static final Logger LOG = LoggerFactory.getLogger(Copier.class);

    private final Catalog catalog;
    private final Copies copies;
    private final Staging spool;

    /** @param spool for targets that have no staging directory of their own */
    Copier(Catalog catalog, Copies copies, Staging spool) {
        this.catalog = catalog;
        this.copies = copies;
        this.spool = spool;
    }

    /** Writes down that these images are about to be copied; for many at once it costs as much as for one. */
    void plan(List<CatalogEntry> images, Store target) {
        List<Copy> plans = images.stream()
                .flatMap(image -> planned(image, target).stream())
                .toList();
        if (!plans.isEmpty()) {
            copies.plan(plans);
        }
    }

    /**
     * Copies, and counts what was put: somebody else may have been faster.
     *
     * @return whether the target has it now; false when the image was changed meanwhile
     * @throws Fault of kind {@code UNPROCESSABLE} when the bytes have another digest than the image, {@code ABSENT} when they are
     *     not there; or whatever one of the stores or the catalog fails with
     */
    boolean copy(CatalogEntry image, Store source, Store target, Tally tally, LongConsumer pace) {
        Path file = target.capability(Staging.class).orElse(spool).newSpoolFile();
        try {
            if (!read(image, source, file, pace)) {
                return false;
            }
            try (Catalog.KeyLock lock = catalog.lock(image.key())) {
                return put(image, target, file, tally, lock);
            }
        } finally {
            remove(file);
        }
    }

    /** False when the store has another version by now. */
    private static boolean read(CatalogEntry image, Store source, Path file, LongConsumer pace) {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Reading.Read read = new Reading(pace)
                    .copy(source, image.locator(), out)
                    .orElseThrow(() -> new Fault(
                            Fault.Kind.ABSENT, "The bytes are not in the store " + source.name() + " any more."));
            if (!read.stat().validator().equals(image.validator())) {
                return false;
            }
            if (!read.digest().equals(image.digest())) {
                throw Reading.unlike("The bytes in the store " + source.name()
                        + " are damaged: they have not the digest that they had when they were stored.");
            }
            return true;
        } catch (IOException e) {
            throw DiskFaults.of(e, "A copy could not be written to the disk.");
        }
    }

    private boolean put(CatalogEntry image, Store target, Path file, Tally tally, Catalog.KeyLock lock) {
        Optional<CatalogEntry> now = catalog.find(image.key());
        if (now.isEmpty()
                || !now.get().digest().equals(image.digest())
                || now.get().store().equals(target.name())) {
            return false;
        }
        List<Copy> known = catalog.copies(image.key()).stream()
                .filter(copy -> copy.store().equals(target.name()))
                .toList();
        if (known.stream().anyMatch(copy -> copy.counts(now.get()))) {
            return true;
        }
        if (known.stream().noneMatch(copy -> copy.digest().equals(image.digest()))) {
            planned(now.get(), target).ifPresent(copies::put);
        }
        Stored stored = target.put(
                image.key(), new Content(file, image.size(), image.digest(), image.format(), () -> require(lock)));
        copies.put(Copy.of(now.get(), target.name(), stored));
        tally.copy(image.size());
        return true;
    }

    private static Optional<Copy> planned(CatalogEntry image, Store target) {
        return target.capability(PathAddressed.class)
                .flatMap(paths -> paths.locate(image.key()))
                .map(locator -> Copy.planned(image, target.name(), locator));
    }

    private static void require(Catalog.KeyLock lock) {
        if (!lock.held()) {
            throw new Fault(
                    Fault.Kind.UNAVAILABLE, "The connection to the catalog's database broke in the middle of a copy.");
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("The spool file {} could not be removed; the next start does it.", file, e);
        }
    }
}
