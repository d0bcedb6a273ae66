package dev.imago.store;

/** Capability: the engine is asked for a word of its own, as looking for an image that nobody has put there would not reach it. */
public interface Answering {
    /**
     * Asks, at the price of a small request.
     *
     * @throws dev.imago.image.Fault as any call of a store that gets no answer
     */
    void requireAnswer();
}
