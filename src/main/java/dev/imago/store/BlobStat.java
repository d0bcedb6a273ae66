package dev.imago.store;

import java.time.Instant;

/**
 * What a store knows of an image without reading it.
 *
 * @param size in bytes
 * @param validator the store's own mark of this version: it differs whenever the bytes differ, and is compared for equality
 *     only (a folder uses inode, size, mtime and ctime; S3 its ETag)
 * @param modified when the bytes were last changed, as the store says; of what was just put, a store may say when it answered
 */
public record BlobStat(long size, String validator, Instant modified) {}
