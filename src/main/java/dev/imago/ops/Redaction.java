package dev.imago.ops;

import java.util.Optional;
import java.util.regex.Pattern;

/** Takes secrets out of what is logged: the values of query parameters whose names speak of one. Pure. */
final class Redaction {
    private static final Pattern SECRET = Pattern.compile(
            "([?&;][^=&;]*(?:tok|sig|secret|passw|pwd|key|cred|auth|policy|session|jwt)[^=&;]*=)[^&;#]*",
            Pattern.CASE_INSENSITIVE);

    private Redaction() {}

    /** Path and query without secrets. */
    static String target(String path, Optional<String> query) {
        return query.map(text -> path + url("?" + text)).orElse(path);
    }

    /** An address without secrets. */
    static String url(String url) {
        return url.indexOf('?') < 0 ? url : SECRET.matcher(url).replaceAll("$1REDACTED");
    }
}
