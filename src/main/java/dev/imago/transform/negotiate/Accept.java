package dev.imago.transform.negotiate;

import dev.imago.image.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The header {@code Accept} (RFC 9110 §12.5.1): how much a client likes a media type, from 0 (not at all) to 1. The most specific
 * range counts, whatever stands before or behind it. What cannot be understood is left out.
 */
public final class Accept {
    private static final Pattern WEIGHT = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");
    private static final int MOST_RANGES = 64;

    private record Weighted(String range, double quality) {}

    private final List<Weighted> ranges;

    private Accept(List<Weighted> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    /** Of a header's value, its lines joined by commas; without one, or with an empty list (§5.6.1), anything is taken. */
    public static Accept parse(Optional<String> header) {
        var ranges = new ArrayList<Weighted>();
        for (String item : header.filter(Accept::saysSomething).orElse("*/*").split(",", MOST_RANGES + 1)) {
            if (ranges.size() < MOST_RANGES) {
                weighted(item).ifPresent(ranges::add);
            }
        }
        return new Accept(ranges);
    }

    private static boolean saysSomething(String list) {
        return list.chars().anyMatch(c -> c != ',' && !Character.isWhitespace(c));
    }

    private static Optional<Weighted> weighted(String item) {
        String[] parts = item.split(";");
        String range = parts.length == 0 ? "" : parts[0].strip().toLowerCase(Locale.ROOT);
        if (range.indexOf('/') < 1) {
            return Optional.empty();
        }
        double quality = 1;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=") || parameter.startsWith("Q=")) {
                String weight = parameter.substring(2);
                if (!WEIGHT.matcher(weight).matches()) {
                    return Optional.empty();
                }
                quality = Double.parseDouble(weight);
            }
        }
        return Optional.of(new Weighted(range, quality));
    }

    /** How much it likes a format; by name, by {@code image/*}, or by {@code *}{@code /*}. */
    double quality(Format format) {
        return named(format).or(() -> of("image/*")).or(() -> of("*/*")).orElse(0.0);
    }

    /** How much it likes a format that it names. */
    Optional<Double> named(Format format) {
        return of(format.mediaType());
    }

    private Optional<Double> of(String range) {
        return ranges.stream()
                .filter(weighted -> weighted.range().equals(range))
                .map(Weighted::quality)
                .max(Double::compare);
    }
}
