package dev.imago.store.http;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the images of an {@link HttpStore} are, and how they are asked for.
 *
 * @param url scheme {@code http} or {@code https}, and a path that ends with a slash; an image's address is this and its encoded key
 * @param host the {@code Host} to ask for, where it is not that of the URL
 * @param headers fields to send with each request to the origin itself, and to nobody else
 * @param redirectHosts names of hosts that it may redirect to, besides itself
 * @param absent statuses that mean that there is no such image
 * @param maxBytes of an image
 * @param fresh how long an image may be taken for the current one where the origin does not say
 * @param authority certificates of those who may vouch for the origin, as PEM, instead of the system's
 * @param connectTimeout until a connection is there
 * @param answerTimeout until the header of an answer is there
 */
public record Origin(
        URI url,
        Optional<String> host,
        Map<String, String> headers,
        Set<String> redirectHosts,
        Set<Integer> absent,
        long maxBytes,
        Duration fresh,
        Optional<Path> authority,
        Duration connectTimeout,
        Duration answerTimeout) {
    public Origin {
        headers = Map.copyOf(headers);
        redirectHosts = Set.copyOf(redirectHosts);
        absent = Set.copyOf(absent);
    }

    /** The values of the fields are secrets. */
    @Override
    public String toString() {
        return url.toString();
    }
}
