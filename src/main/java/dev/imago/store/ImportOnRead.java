package dev.imago.store;

/**
 * Capability: a store that is to be left one day. What is read from it is put where an upload of it would go; what was deleted stays
 * so, whatever this store has.
 */
public interface ImportOnRead {}
