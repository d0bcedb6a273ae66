package dev.imago.journal;

/** Why an image changed. */
public enum Cause {
    /** A client asked for it. */
    REQUEST,
    /** Another program changed the folder, and Imago took note. */
    ADOPTION
}
