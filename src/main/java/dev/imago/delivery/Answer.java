package dev.imago.delivery;

/**
 * The answer to a request, before anything of it is written.
 *
 * @param route name of the route that answered, or {@code -}: for metrics and the access log
 * @param source where the bytes came from: for metrics and {@code Server-Timing}
 */
public record Answer(int status, HeaderBlock headers, Body body, String route, Source source) {
    /** Where an answer's bytes came from. */
    public enum Source {
        /** The memory tier. */
        MEMORY,
        /** A store. */
        STORE,
        /** Nowhere: an error, a 304, the answer to OPTIONS. */
        NONE
    }
}
