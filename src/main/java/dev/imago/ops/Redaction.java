package dev.imago.ops;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Takes secrets out of what is logged: the values of query parameters whose names speak of one. Pure, and linear in the length of
 * the text, which clients choose.
 */
final class Redaction {
    private static final List<String> TELLING =
            List.of("tok", "sig", "secret", "passw", "pwd", "key", "cred", "auth", "policy", "session", "jwt");

    private Redaction() {}

    /** Path and query without secrets. */
    static String target(String path, Optional<String> query) {
        return query.map(text -> path + url("?" + text)).orElse(path);
    }

    /** An address without secrets. */
    static String url(String url) {
        int query = url.indexOf('?');
        if (query < 0) {
            return url;
        }
        var shown = new StringBuilder(url.length()).append(url, 0, query);
        for (int from = query; from < url.length(); ) {
            int end = endOfParameter(url, from + 1);
            parameter(shown, url.substring(from, end));
            from = end;
        }
        return shown.toString();
    }

    /** A parameter reaches to the separator of the next one, or to the fragment. */
    private static int endOfParameter(String url, int from) {
        int end = from;
        while (end < url.length() && "&;#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** @param parameter with the separator before it */
    private static void parameter(StringBuilder shown, String parameter) {
        int value = parameter.indexOf('=');
        if (value < 0 || !tells(parameter.substring(1, value))) {
            shown.append(parameter);
        } else {
            shown.append(parameter, 0, value + 1).append("REDACTED");
        }
    }

    private static boolean tells(String name) {
        String plain = decoded(name).toLowerCase(Locale.ROOT);
        return TELLING.stream().anyMatch(plain::contains);
    }

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return name;
        }
    }
}
