package dev.imago.routing;

import dev.imago.image.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a redirect leads, see {@link Template}: a path, or scheme, host and path. What stands for something is percent-encoded, and
 * stands in path and query only, so that no address can choose another host.
 */
public record Target(String template) {
    private static final Pattern HOST = Pattern.compile("https?://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?(?=/)");
    private static final Pattern PATH = Pattern.compile("/(?![/\\\\])[!-~&&[^\\\\#]]*");
    private static final String PLAIN_IN_PATHS = "-._~!$&'()*+,;=:@/";

    /** What stands in a query as it was sent; an escape stays one. */
    private static final String PLAIN_IN_QUERIES = PLAIN_IN_PATHS + "?%";

    public Target {
        var matcher = HOST.matcher(template);
        String path = matcher.lookingAt() ? template.substring(matcher.end()) : template;
        if (!PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(
                    "a path such as /upload/$1, or an address such as https://img.example.com/upload/$1, percent-encoded; what is captured cannot be in its host");
        }
    }

    /** Parses a template; the message of the exception says what is expected. */
    public static Target parse(String template) {
        return new Target(template);
    }

    /** References that stand for nothing. */
    public List<String> unknown(PathPattern path, Conditions when) {
        return new Template(template).unknown(path, when);
    }

    /** @param query of the request, to be kept */
    String location(Taken taken, Optional<String> query) {
        String location = new Template(template).fill(taken, Target::encoded);
        // A path that begins with two slashes would name a host.
        String safe = template.startsWith("/") ? location.replaceFirst("^/+", "/") : location;
        return query.filter(text -> !text.isEmpty())
                .map(text -> safe + (safe.indexOf('?') < 0 ? '?' : '&') + asSent(text))
                .orElse(safe);
    }

    private static String encoded(String text) {
        return PercentEncoding.encode(text.getBytes(StandardCharsets.UTF_8), PLAIN_IN_PATHS);
    }

    private static String asSent(String query) {
        return PercentEncoding.encode(query.getBytes(StandardCharsets.UTF_8), PLAIN_IN_QUERIES);
    }

    @Override
    public String toString() {
        return template;
    }
}
