package dev.imago.cli.transfer;

import java.nio.file.Path;

/**
 * A file to upload.
 *
 * @param size in bytes, when it was found
 * @param key under which it shall be; not checked yet
 */
public record LocalFile(Path path, long size, String key) {}
