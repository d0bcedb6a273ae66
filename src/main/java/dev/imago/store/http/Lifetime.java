package dev.imago.store.http;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long an answer may be taken for current (RFC 9111 §4.2): what {@code Cache-Control} says to shared caches, else
 * {@code Expires}, less the age that the answer had. Who forbids storing is asked as often as possible: the images in memory are this
 * server's own.
 */
final class Lifetime {
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern DIRECTIVE = Pattern.compile("([a-z-]+)\\s*(?:=\\s*(?:\"([^\"]*)\"|([^\\s,]*)))?");

    private Lifetime() {}

    /** @param otherwise where the origin says nothing */
    static Duration of(Fields fields, Duration otherwise) {
        Map<String, String> directives = directives(fields.list("Cache-Control"));
        if (directives.containsKey("no-cache")
                || directives.containsKey("no-store")
                || directives.containsKey("private")) {
            return Duration.ZERO;
        }
        Optional<Duration> stated = seconds(directives, "s-maxage")
                .or(() -> seconds(directives, "max-age"))
                .or(() -> expires(fields));
        Duration age = Duration.ofSeconds(Math.min(fields.number("Age").orElse(0), LONGEST.toSeconds()));
        return stated.map(time -> between(time.minus(age))).orElse(otherwise);
    }

    private static Duration between(Duration time) {
        return time.isNegative() ? Duration.ZERO : time.compareTo(LONGEST) > 0 ? LONGEST : time;
    }

    private static Map<String, String> directives(String field) {
        Map<String, String> directives = new HashMap<>();
        Matcher matcher = DIRECTIVE.matcher(field.toLowerCase(Locale.ROOT));
        while (matcher.find()) {
            String value = Optional.ofNullable(matcher.group(2))
                    .or(() -> Optional.ofNullable(matcher.group(3)))
                    .orElse("");
            directives.putIfAbsent(matcher.group(1), value);
        }
        return directives;
    }

    /** What is no number means that it is stale already (RFC 9111 §4.2.1). */
    private static Optional<Duration> seconds(Map<String, String> directives, String name) {
        return Optional.ofNullable(directives.get(name))
                .map(value -> value.matches("[0-9]{1,18}") ? Long.parseLong(value) : 0L)
                .map(seconds -> Duration.ofSeconds(Math.min(seconds, 1L << 31)));
    }

    private static Optional<Duration> expires(Fields fields) {
        if (fields.first("Expires").isEmpty()) {
            return Optional.empty();
        }
        Instant date = fields.date("Date").orElse(Instant.MAX);
        return Optional.of(fields.date("Expires")
                .filter(expires -> expires.isAfter(date))
                .map(expires -> Duration.between(date, expires))
                .orElse(Duration.ZERO));
    }
}
