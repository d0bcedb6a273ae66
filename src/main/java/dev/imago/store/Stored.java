package dev.imago.store;

/** What a store answers to a put: where the image lies now, and the mark of exactly this version. */
public record Stored(Locator locator, BlobStat stat) {}
