package dev.imago.store;

/** Capability: a store knows how much room it has. Both values in bytes; a call costs little. */
public interface Capacity {
    long totalBytes();

    long freeBytes();
}
