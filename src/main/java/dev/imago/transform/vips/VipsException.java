package dev.imago.transform.vips;

/** libvips refused; the message is what it says, which only the log may show. */
final class VipsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VipsException(String message) {
        super(message);
    }
}
