package dev.imago.http.api;

import java.io.IOException;

/** The body of a call cannot be read to its end, and the client is to blame: too slow (408) or malformed (400). */
public final class BodyFailed extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;

    /** @param message is public */
    public BodyFailed(int status, String message) {
        super(message);
        this.status = status;
    }

    /** What the client may read. */
    public String message() {
        return String.valueOf(getMessage());
    }

    public int status() {
        return status;
    }
}
