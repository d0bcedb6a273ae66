package dev.imago.transform.worker;

/** A worker is no more, and with it the job that it had. */
final class Ended extends Exception {
    private static final long serialVersionUID = 1L;

    private final Ending ending;

    Ended(Ending ending, Throwable cause) {
        super(cause);
        this.ending = ending;
    }

    Ending ending() {
        return ending;
    }
}
