package dev.imago.transform.worker;

import dev.imago.image.Fault;

/** Why a worker ended during a job. */
enum Ending {
    /** By itself: a codec crashed. */
    CRASH(Fault.Kind.UNPROCESSABLE, "the image cannot be processed: it made the decoder crash", true),
    /** It took too long. */
    TOO_SLOW(Fault.Kind.TIMEOUT, "the rendition took too long", true),
    /** It took too much memory. */
    TOO_LARGE(Fault.Kind.UNPROCESSABLE, "the image cannot be processed: it takes more memory than is allowed", true),
    /** The original came too slowly from where it is stored. */
    STALLED(Fault.Kind.TIMEOUT, "the original could not be read in time", false),
    /** Reading the original failed in between. */
    CUT_OFF(Fault.Kind.UNAVAILABLE, "the original could not be read", false),
    /** Who asked has gone. */
    GIVEN_UP(Fault.Kind.UNAVAILABLE, "nobody waits for the rendition any more", false),
    /** Somebody else killed it. */
    KILLED(Fault.Kind.UNAVAILABLE, "the rendition was interrupted; try again", false),
    /** The server is shutting down. */
    CLOSED(Fault.Kind.UNAVAILABLE, "the server is shutting down", false);

    private final Fault.Kind kind;
    private final String message;
    private final boolean byTheOriginal;

    Ending(Fault.Kind kind, String message, boolean byTheOriginal) {
        this.kind = kind;
        this.message = message;
        this.byTheOriginal = byTheOriginal;
    }

    Fault fault() {
        return new Fault(kind, message);
    }

    /** Whether the original is to blame. */
    boolean byTheOriginal() {
        return byTheOriginal;
    }
}
