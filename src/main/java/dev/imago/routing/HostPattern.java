package dev.imago.routing;

import java.util.Locale;

/**
 * A pattern for the host of a request, without its port: a name, {@code *.example.com} for every name below it, or {@code *}.
 * Case does not matter.
 */
public record HostPattern(String text) {
    /** Any host. */
    public static final HostPattern ANY = new HostPattern("*");

    public HostPattern {
        text = text.toLowerCase(Locale.ROOT);
        if (text.isEmpty()
                || text.contains("/")
                || text.lastIndexOf('*') > 0
                || (text.startsWith("*") && !tailFits(text))) {
            throw new IllegalArgumentException("a host name, *.example.com, or *");
        }
    }

    /** Parses a pattern; the message of the exception says what is expected. */
    public static HostPattern parse(String text) {
        return new HostPattern(text);
    }

    boolean any() {
        return text.equals("*");
    }

    /** Whether the host, in lower case and without port, matches. */
    boolean matches(String host) {
        if (any()) {
            return true;
        }
        return text.startsWith("*")
                ? host.endsWith(text.substring(1)) && host.length() >= text.length()
                : host.equals(text);
    }

    /** Whether every host that the other one matches is matched by this one. */
    public boolean covers(HostPattern other) {
        return any()
                || equals(other)
                || (text.startsWith("*") && !other.any() && other.text.endsWith(text.substring(1)));
    }

    private static boolean tailFits(String text) {
        return text.length() == 1 || text.charAt(1) == '.';
    }

    @Override
    public String toString() {
        return text;
    }
}
