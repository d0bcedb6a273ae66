package dev.imago.store;

import dev.imago.image.Fault;
import java.io.IOException;
import java.util.Locale;

/** What it means to a client that a local disk did not take something. The JDK tells the reason in words only. */
public final class DiskFaults {
    private DiskFaults() {}

    /**
     * The fault that an error of writing means.
     *
     * @param otherwise what the client is told where the reason is none of those that it can do something about
     */
    public static Fault of(IOException e, String otherwise) {
        String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (reason.contains("no space") || reason.contains("not enough space") || reason.contains("quota")) {
            return new Fault(Fault.Kind.NO_SPACE, "There is no room left on the disk for this upload.", e);
        }
        String message = reason.contains("read-only file system") ? "The disk is read-only." : otherwise;
        return new Fault(Fault.Kind.UNAVAILABLE, message, e);
    }
}
