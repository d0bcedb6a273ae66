package dev.imago.http;

import java.io.IOException;
import org.eclipse.jetty.io.QuietException;

/** Ends an exchange on purpose, so that the HTTP library has nothing to report. */
final class Aborted extends IOException implements QuietException {
    private static final long serialVersionUID = 1;

    Aborted(Throwable cause) {
        super(cause.getMessage(), cause);
    }

    Aborted(String message) {
        super(message);
    }
}
