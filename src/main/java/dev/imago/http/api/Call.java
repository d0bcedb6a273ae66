package dev.imago.http.api;

import java.io.InputStream;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request to the api listener, as the client meant it: what trusted proxies say of scheme, authority and address is already
 * taken into account, what others claim is not. Valid until the reply is complete; used by one thread at a time.
 */
public interface Call {
    /** Names this request in the access log, in {@code X-Request-Id} and in problems. */
    String requestId();

    /** In upper case, such as {@code GET}; a HEAD that a GET endpoint answers is seen as {@code HEAD}. */
    String method();

    /** The path as it was sent: percent-encoded, with its leading slash, without the query. */
    String path();

    /**
     * The part of the path that stands for {@code {name}} in the template, percent-decoded as UTF-8.
     *
     * @throws IllegalArgumentException if the template has no such part
     */
    String parameter(String name);

    /** The names and values of the query in their order, percent-decoded as UTF-8; {@code +} stands for a space. */
    Query query();

    Headers headers();

    /** The declared length of the body in bytes; empty if there is none or the body is chunked. */
    OptionalLong contentLength();

    /**
     * The body, read with backpressure. The client that waits for {@code 100 Continue} gets it at the first read, so what is
     * refused before is refused without the body being sent. Reading throws {@link java.io.IOException} when the client is
     * gone, sends malformed framing, is slower than the minimum rate, or stops for longer than the idle timeout.
     */
    InputStream body();

    /** The client's address, without its port. */
    InetAddress remote();

    /** {@code http} or {@code https}, as the client sees it. */
    String scheme();

    /** Host and optional port, as the client sees them, such as {@code images.example.org:8443}. */
    String authority();

    /** Scheme and authority, to make absolute URLs: {@code https://images.example.org}. */
    default String origin() {
        return scheme() + "://" + authority();
    }

    /** Who is calling, as an earlier {@link #authenticated} said. */
    <P> Optional<P> principal(Class<P> type);

    /** Remembers who is calling. */
    void authenticated(Object principal);

    /** Names the caller in the access log: an id or name, never a secret. Not called for an anonymous request. */
    void logAs(String user);

    /** Whether the connection is known to be closed by the client. May say {@code false} although the client is gone. */
    boolean clientGone();

    /** The name–value pairs of a query. */
    interface Query {
        Optional<String> first(String name);

        List<String> all(String name);

        /** Each name once, in the order of their first occurrence. */
        List<String> names();
    }
}
