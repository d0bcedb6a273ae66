package dev.imago.routing;

import java.util.Optional;

/** What a rule does with a request that it matches. */
public sealed interface Action {
    /** Serves the image whose key is the path, or what the path is rewritten to. */
    record Serve(Optional<Rewrite> rewrite) implements Action {}

    /** Rewrites the path, and leaves it to the rules behind. There is no way back to those before, so nothing goes round. */
    record GoOn(Rewrite rewrite) implements Action {}

    /** Sends the client elsewhere. */
    record Redirect(Redirection redirection) implements Action {}

    /** Says that what was there is gone for good (RFC 9110 §15.5.11). */
    record Gone() implements Action {}
}
