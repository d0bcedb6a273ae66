package dev.imago.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** How names are written, and which of them are alike. */
public final class Names {
    private static final Pattern WORD_BORDER = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])");
    private static final Pattern NOT_IN_VARIABLES = Pattern.compile("[^A-Z0-9]");

    private Names() {}

    /** {@code maxBytes} or {@code MAX_BYTES} as {@code max-bytes}. */
    static String kebab(String name) {
        if (name.equals(name.toUpperCase(Locale.ROOT))) {
            return name.toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return WORD_BORDER.matcher(name).replaceAll("-").toLowerCase(Locale.ROOT);
    }

    /** The part of a variable's name that stands for a key: {@code max-bytes} is {@code MAX_BYTES}. */
    static String variable(String key) {
        return NOT_IN_VARIABLES.matcher(key.toUpperCase(Locale.ROOT)).replaceAll("_");
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** The known name that a mistyped one most likely stands for; up to a third of its letters may be wrong. */
    public static Optional<String> closest(String name, Collection<String> known) {
        String plain = plain(name);
        int tolerance = Math.max(1, plain.length() / 3);
        return known.stream()
                .filter(candidate -> distance(plain, plain(candidate)) <= tolerance)
                .min(Comparator.comparingInt((String candidate) -> distance(plain, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(d[i - 1][j - 1] + change, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
