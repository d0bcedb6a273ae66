package dev.imago.routing;

import dev.imago.config.Network;
import dev.imago.image.Fault;
import dev.imago.image.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request that nobody sent, to ask what would become of it.
 *
 * @param headers by name, whatever its case
 * @param client whether the client is in a network
 */
public record PlainRequest(
        String authority, String path, Optional<String> query, Map<String, String> headers, Predicate<Network> client)
        implements RouteRequest {
    /** Without a fragment, which is never sent. */
    private static final Pattern URL =
            Pattern.compile("(?:https?://([^/?#]{1,255}))?((?:/|(?=[?]))[!-~&&[^#]]*)?(?:#.*)?");

    /** What people write beyond that is encoded. */
    private static final String PRINTABLE = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    public PlainRequest {
        var byName = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        byName.putAll(headers);
        headers = byName;
    }

    /**
     * A request as people write it.
     *
     * @param url path and query, or an address with scheme and host
     * @param host that is asked; otherwise that of the address, or {@code localhost}
     * @param fields such as {@code Accept: image/webp}
     * @param client its address
     * @throws Fault of kind {@code INVALID} for what is none of these
     */
    public static PlainRequest parse(String url, Optional<String> host, List<String> fields, Optional<String> client) {
        Matcher parts = URL.matcher(PercentEncoding.encode(url.getBytes(StandardCharsets.UTF_8), PRINTABLE));
        if (!parts.matches()) {
            throw new Fault(Fault.Kind.INVALID, "An address is a path with its query, or scheme, host and path.");
        }
        var headers = new HashMap<String, String>();
        for (String field : fields) {
            int colon = field.indexOf(':');
            if (colon < 1) {
                throw new Fault(Fault.Kind.INVALID, "A header field is such as 'Accept: image/webp'.");
            }
            headers.put(
                    field.substring(0, colon).strip(),
                    field.substring(colon + 1).strip());
        }
        String authority = host.or(() -> Optional.ofNullable(parts.group(1))).orElse("localhost");
        PlainRequest plain = of(authority, Optional.ofNullable(parts.group(2)).orElse("/"));
        return new PlainRequest(authority, plain.path, plain.query, headers, network(client));
    }

    private static Predicate<Network> network(Optional<String> client) {
        if (client.isEmpty()) {
            return _ -> false;
        }
        try {
            Network alone = Network.parse(client.get());
            return network -> network.covers(alone);
        } catch (IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "A client is an address such as 192.0.2.1 or 2001:db8::1.", e);
        }
    }

    /** The same client asks for another address. */
    PlainRequest at(String otherAuthority, String target) {
        PlainRequest other = of(otherAuthority, target);
        return new PlainRequest(other.authority, other.path, other.query, headers, client);
    }

    /**
     * A request without header fields, of a client in no network.
     *
     * @param target path and query
     */
    public static PlainRequest of(String authority, String target) {
        int mark = target.indexOf('?');
        return new PlainRequest(
                authority,
                mark < 0 ? target : target.substring(0, mark),
                mark < 0 ? Optional.empty() : Optional.of(target.substring(mark + 1)),
                Map.of(),
                _ -> false);
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public boolean from(Network network) {
        return client.test(network);
    }
}
