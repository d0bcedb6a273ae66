package dev.imago.config;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address to listen on or connect to: {@code 127.0.0.1:8080}, {@code images.example.org:443}, {@code [::1]:80}, {@code :8080}
 * (every interface).
 *
 * @param host name or address, an IPv6 address without brackets; empty for every interface
 * @param port 0 to 65535; 0 lets the system choose when listening
 */
public record HostPort(String host, int port) {
    static final String EXPECTED = "HOST:PORT such as 127.0.0.1:8080, [::1]:8080 or :8080";
    static final String PATTERN = "^(\\[[0-9A-Fa-f:.]+(%[0-9A-Za-z]+)?\\]|[0-9A-Za-z._-]*):[0-9]{1,5}$";

    private static final Pattern WRITTEN =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]+(?:%[0-9A-Za-z]+)?)]|([0-9A-Za-z._-]*)):([0-9]{1,5})");

    public HostPort {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException(EXPECTED + " with a port from 0 to 65535");
        }
    }

    /** @throws IllegalArgumentException if the text has another form or the port is above 65535; no name is looked up */
    public static HostPort parse(String text) {
        var matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return new HostPort(host, Integer.parseInt(matcher.group(3)));
    }

    /** Resolves the name; every interface if {@link #host()} is empty. May block on DNS; the answer may be unresolved. */
    public InetSocketAddress toSocketAddress() {
        return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
    }

    /** What somebody who wrote {@code 8080} or {@code ::1:80} may have meant. */
    static Optional<String> closest(String text) {
        if (text.matches("[0-9]{1,5}")) {
            return Optional.of(":" + text);
        }
        int colon = text.lastIndexOf(':');
        String bracketed = colon < 0 ? text : "[" + text.substring(0, colon) + "]" + text.substring(colon);
        return text.indexOf(':') != colon && WRITTEN.matcher(bracketed).matches()
                ? Optional.of(bracketed)
                : Optional.empty();
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
