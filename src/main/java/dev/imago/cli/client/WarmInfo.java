package dev.imago.cli.client;

/**
 * What became of the renditions of an image that were to be there.
 *
 * @param made of them
 * @param there already
 * @param failed of them
 */
public record WarmInfo(String key, long made, long there, long failed) {}
