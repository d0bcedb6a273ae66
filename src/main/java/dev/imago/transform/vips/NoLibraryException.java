package dev.imago.transform.vips;

/** There is no libvips here that could be loaded; the message says how to get one. */
public final class NoLibraryException extends Exception {
    private static final long serialVersionUID = 1L;

    NoLibraryException(String message) {
        super(message);
    }
}
