package dev.imago.cli.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The extended log format of the W3C, as IIS writes it: {@code #Fields} names what stands on the lines behind. IIS writes paths decoded, with
 * {@code +} for a blank; queries as they were sent.
 */
final class W3cFormat implements LogFormat {
    private static final String FIELDS = "#Fields:";
    private static final Pattern LONE_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private List<String> names = List.of();

    @Override
    public boolean remark(String line) {
        return line.isBlank() || line.startsWith("#");
    }

    @Override
    public Optional<Logged> read(String line) {
        if (line.startsWith(FIELDS)) {
            names = Arrays.asList(line.substring(FIELDS.length()).strip().split("\\s+", 64));
        }
        if (remark(line)) {
            return Optional.empty();
        }
        String[] words = line.split(" ", 128);
        return word(words, "cs-uri-stem")
                .flatMap(path -> Address.of(word(words, "cs-host"), path(path) + query(words)))
                .map(address -> new Logged(
                        word(words, "cs-method").orElse("GET"),
                        address,
                        word(words, "sc-status")
                                .filter(status -> status.matches("[0-9]{3}"))
                                .map(Integer::parseInt)
                                .orElse(0)));
    }

    private static String path(String decoded) {
        return LONE_PERCENT
                .matcher(decoded)
                .replaceAll("%25")
                .replace("+", "%20")
                .replace("?", "%3F")
                .replace("#", "%23");
    }

    private String query(String[] words) {
        return word(words, "cs-uri-query").map(text -> "?" + text).orElse("");
    }

    private Optional<String> word(String[] words, String name) {
        int at = names.indexOf(name);
        return at < 0 || at >= words.length
                ? Optional.empty()
                : Optional.of(words[at]).filter(Predicate.not("-"::equals));
    }
}
