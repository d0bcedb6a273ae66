package dev.imago.delivery;

import dev.imago.transform.Asker;
import java.util.Optional;

/** A request on the public listener, as the delivery sees it. */
public interface DeliveryRequest extends Asker {
    String method();

    /** Host and port as the client sees them. */
    String authority();

    /** The raw path of the request target, without the query. */
    String path();

    /** The raw query, without its question mark. */
    Optional<String> query();

    /** The value of a header field, its lines joined by commas (RFC 9110 §5.3); the case of names does not matter. */
    Optional<String> header(String name);
}
