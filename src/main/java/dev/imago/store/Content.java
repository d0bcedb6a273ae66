package dev.imago.store;

import dev.imago.image.Digest;
import dev.imago.image.Format;
import java.nio.file.Path;

/**
 * Bytes that are complete, checked and ready to be stored: a spool file with what is known of it. A store may move the file
 * away, or link to it; whoever made it removes what is left of it afterwards.
 *
 * @param file the spool file; nobody writes to it any more
 * @param size in bytes
 */
public record Content(Path file, long size, Digest digest, Format format) {}
