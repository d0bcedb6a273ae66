package dev.imago.upload;

/**
 * How much may lie below a prefix.
 *
 * @param maxBytes of all images together; {@link Long#MAX_VALUE} for no limit
 * @param maxImages {@link Long#MAX_VALUE} for no limit
 */
public record Quota(String prefix, long maxBytes, long maxImages) {}
