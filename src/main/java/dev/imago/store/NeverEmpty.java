package dev.imago.store;

/** Capability, or the lack of one: the engine cannot keep an image without bytes, and a put of one is refused as {@code INVALID}. */
public interface NeverEmpty {}
