package dev.imago.upload;

import dev.imago.catalog.CatalogEntry;
import dev.imago.image.ImageHeader;
import dev.imago.image.ImageKey;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** What the catalog is to know of an upload. */
record NewEntry(ImageKey key, Spool received, ImageHeader header, Optional<CatalogEntry> current) {
    /** Once it lies in a store. */
    CatalogEntry in(Store store, Stored stored, Instant now) {
        return new CatalogEntry(
                key,
                store.name(),
                stored.locator(),
                stored.stat().validator(),
                received.digest(),
                received.size(),
                header.format(),
                header.dimensions(),
                micros(stored.stat().modified()),
                current.map(CatalogEntry::created).orElseGet(() -> micros(now)),
                0);
    }

    /** The database keeps microseconds; the answer to an upload is the same as every later one. */
    static Instant micros(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }
}
