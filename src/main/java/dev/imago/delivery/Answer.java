package dev.imago.delivery;

import java.util.ArrayList;

/**
 * The answer to a request, before anything of it is written.
 *
 * @param route name of the route that answered, or {@code -}: for metrics and the access log
 * @param source where the bytes came from: for metrics and {@code Server-Timing}
 */
public record Answer(int status, HeaderBlock headers, Body body, String route, Source source) {
    /** The same with one header field more. */
    Answer with(Header field) {
        var fields = new ArrayList<>(headers.fields());
        fields.add(field);
        return new Answer(status, new HeaderBlock(fields), body, route, source);
    }

    /** The same, without its bytes if the method does not ask for them. For a body that need not be closed. */
    Answer to(String method) {
        return method.equals("HEAD") ? new Answer(status, headers, Body.NONE, route, source) : this;
    }

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
