package dev.imago.upload;

import dev.imago.catalog.CatalogEntry;

/** An acknowledged upload. The entry's version is the number of its journal entry. */
public record Uploaded(CatalogEntry entry, Outcome outcome) {
    /** What the upload changed. */
    public enum Outcome {
        CREATED,
        REPLACED,
        /** The image had these very bytes already; nothing was written, not even a journal entry. */
        UNCHANGED
    }
}
