package dev.imago.transform.query;

import java.util.Optional;

/** Which way a picture is mirrored: left to right, top to bottom, or both. */
public enum Flip {
    H(true, false),
    V(false, true),
    BOTH(true, true);

    final boolean flop;
    final boolean flip;

    Flip(boolean flop, boolean flip) {
        this.flop = flop;
        this.flip = flip;
    }

    static Optional<Flip> of(boolean flop, boolean flip) {
        if (flop) {
            return Optional.of(flip ? BOTH : H);
        }
        return flip ? Optional.of(V) : Optional.empty();
    }
}
