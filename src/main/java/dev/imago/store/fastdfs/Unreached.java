package dev.imago.store.fastdfs;

import java.io.IOException;

/** A peer could not be asked: nothing of the request was sent, so it can be sent elsewhere without harm. */
final class Unreached extends IOException {
    private static final long serialVersionUID = 1L;

    Unreached(Address address, Throwable cause) {
        super(address + " cannot be reached: " + cause.getMessage(), cause);
    }

    Unreached(Address address, String why) {
        super(address + " cannot be reached: " + why);
    }
}
