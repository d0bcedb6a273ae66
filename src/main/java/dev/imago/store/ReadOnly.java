package dev.imago.store;

/** Capability: a store that can only be read. Its puts and deletes throw a fault of kind {@code FORBIDDEN}. */
public interface ReadOnly {}
