package dev.imago.transform.vips;

import dev.imago.image.Format;
import dev.imago.transform.OutputFormat;
import java.util.Set;

/**
 * What an installed libvips can do.
 *
 * @param library its file, or the name that the system knows it by
 * @param version such as 8.18.7
 * @param reads the formats that it reads
 * @param writes the formats that it writes
 * @param text whether it draws text
 */
public record Capabilities(String library, String version, Set<Format> reads, Set<OutputFormat> writes, boolean text) {}
