package dev.imago.http;

import dev.imago.config.Network;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Takes the word of proxies that are trusted, in the header fields that they write. The other family is the client's own and not
 * read: proxies pass on what they do not know. For the same reason {@code X-Forwarded-Host} is never read, since most proxies do
 * not write it; they pass Host on. The list of addresses is walked from its end, where the nearest proxy wrote, to the first address that is not trusted: that is the client,
 * and nothing before it is believed.
 */
final class TrustedProxies {
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:[A-Za-z0-9._~-]{1,255}|\\[[0-9A-Fa-f:.]{2,45}])(?::[0-9]{1,5})?");

    private final List<Network> networks;
    private final Forwarding forwarding;

    /** What one proxy said. */
    private record Hop(Optional<InetAddress> address, Optional<String> scheme, Optional<String> authority) {}

    TrustedProxies(List<Network> networks, Forwarding forwarding) {
        this.networks = List.copyOf(networks);
        this.forwarding = forwarding;
    }

    boolean any() {
        return !networks.isEmpty();
    }

    boolean trusts(InetAddress address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The client behind a peer.
     *
     * @param header gives all values of a header field, joined by commas
     */
    Client client(InetAddress peer, String scheme, String authority, Function<String, Optional<String>> header) {
        if (networks.isEmpty() || !trusts(peer)) {
            return new Client(peer, false, false, scheme, authority);
        }
        List<Hop> hops = switch (forwarding) {
            case X_FORWARDED -> xForwarded(header);
            case FORWARDED -> forwarded(header.apply("Forwarded").orElse(""));
            case NONE -> List.of();
        };
        boolean relayed = forwarding != Forwarding.NONE
                && header.apply(forwarding == Forwarding.FORWARDED ? "Forwarded" : "X-Forwarded-For")
                        .isPresent();
        Client client = new Client(peer, true, relayed, scheme, authority);
        for (Hop hop : hops.reversed()) {
            client = new Client(
                    hop.address().orElse(client.address()),
                    true,
                    relayed,
                    hop.scheme().orElse(client.scheme()),
                    hop.authority().orElse(client.authority()));
            if (hop.address().isEmpty() || !trusts(client.address())) {
                break;
            }
        }
        return client;
    }

    private static List<Hop> forwarded(String value) {
        List<Hop> hops = new ArrayList<>();
        for (String element : split(value, ',')) {
            Optional<InetAddress> address = Optional.empty();
            Optional<String> scheme = Optional.empty();
            Optional<String> authority = Optional.empty();
            for (String pair : split(element, ';')) {
                int equals = pair.indexOf('=');
                String name =
                        equals < 0 ? "" : pair.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                String text = unquoted(pair.substring(equals + 1).strip());
                switch (name) {
                    case "for" -> address = address(text);
                    case "proto" -> scheme = scheme(text);
                    case "host" -> authority = authority(text);
                    default -> {}
                }
            }
            hops.add(new Hop(address, scheme, authority));
        }
        return hops;
    }

    private static List<Hop> xForwarded(Function<String, Optional<String>> header) {
        List<String> addresses = split(header.apply("X-Forwarded-For").orElse(""), ',');
        List<String> schemes = split(header.apply("X-Forwarded-Proto").orElse(""), ',');
        List<Hop> hops = new ArrayList<>();
        for (int i = 0; i < Math.max(addresses.size(), 1); i++) {
            hops.add(new Hop(
                    i < addresses.size() ? address(addresses.get(i)) : Optional.empty(),
                    at(schemes, i, addresses.size()).flatMap(TrustedProxies::scheme),
                    Optional.empty()));
        }
        return hops;
    }

    /** Lists of one length go together; otherwise the last value, by the nearest proxy, holds for all. */
    private static Optional<String> at(List<String> values, int index, int size) {
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(values.size() == size ? values.get(index) : values.getLast());
    }

    private static List<String> split(String value, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i <= value.length(); i++) {
            if (i == value.length() || (value.charAt(i) == separator && !quoted)) {
                String part = value.substring(start, i).strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                start = i + 1;
            } else if (value.charAt(i) == '"') {
                quoted = !quoted;
            }
        }
        return parts;
    }

    private static String unquoted(String text) {
        return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    private static Optional<InetAddress> address(String text) {
        String bare = text;
        if (bare.startsWith("[")) {
            bare = bare.substring(1, Math.max(1, bare.indexOf(']')));
        } else if (bare.indexOf('.') > 0 && bare.indexOf(':') > 0) {
            bare = bare.substring(0, bare.indexOf(':'));
        }
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> scheme(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals("http") || lower.equals("https") ? Optional.of(lower) : Optional.empty();
    }

    private static Optional<String> authority(String text) {
        return AUTHORITY.matcher(text).matches() ? Optional.of(text) : Optional.empty();
    }
}
