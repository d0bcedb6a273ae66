package dev.imago.cli.client;

/**
 * What a deletion by prefix would delete.
 *
 * @param confirm what to send for it to go ahead
 */
public record Confirmation(long images, long bytes, String confirm) {}
