package dev.imago.transform.worker;

/** A worker did not come up; the message says what it said last. */
final class StartFailed extends Exception {
    private static final long serialVersionUID = 1L;

    StartFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
