package dev.imago.cache;

import dev.imago.image.Dimensions;
import dev.imago.image.Format;
import java.time.Duration;

/**
 * What is kept beside the bytes of something made.
 *
 * @param cost the time it took to make; what was dear stays longer
 */
public record CachedFacts(Format format, Dimensions dimensions, Duration cost) {}
