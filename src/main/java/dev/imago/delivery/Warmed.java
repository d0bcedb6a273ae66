package dev.imago.delivery;

import dev.imago.image.Fault;
import dev.imago.image.Format;
import java.util.Optional;

/**
 * What became of a rendition that was to be there before somebody asks for it.
 *
 * @param what the rendition, as a query in its canonical form; empty is nothing but upright and without metadata
 * @param format absent if it failed
 * @param bytes its size; 0 if it failed
 * @param failure why it could not be made
 */
public record Warmed(String what, Outcome outcome, Optional<Format> format, long bytes, Optional<Fault> failure) {
    /** What was done. */
    public enum Outcome {
        MADE,
        /** It was there. */
        THERE,
        FAILED
    }
}
