package dev.imago.cli.client;

/**
 * An image for a page.
 *
 * @param html the element, ready to be put there
 */
public record SrcsetInfo(String html) {}
