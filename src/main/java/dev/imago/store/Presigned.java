package dev.imago.store;

import java.net.URI;
import java.time.Duration;

/** Capability: clients may fetch images straight from the engine, and are to. */
public interface Presigned {
    /** What an address asks the engine to say of the image. */
    record Wanted(String method, String mediaType, String cacheControl) {}

    /** How long an address is good after it was made. */
    Duration validity();

    /**
     * An address by which whoever knows it can read what is at the locator, whichever version it is by then.
     *
     * @param wanted the method that the address is for, GET or HEAD, and what the answer's header fields are to be
     * @throws dev.imago.image.Fault when there are no credentials to sign it with
     */
    URI address(Locator locator, Wanted wanted);
}
