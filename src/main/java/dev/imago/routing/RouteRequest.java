package dev.imago.routing;

import dev.imago.config.Network;
import java.util.Optional;

/** What routes look at of a request. */
public interface RouteRequest {
    /** Host and port as the client sees them. */
    String authority();

    /** The raw path of the request target, without the query. */
    String path();

    /** The raw query, without its question mark. */
    Optional<String> query();

    /** The value of a header field, its lines joined by commas (RFC 9110 §5.3); the case of names does not matter. */
    Optional<String> header(String name);

    /** Whether the client, behind trusted proxies, is in this network. */
    boolean from(Network network);
}
