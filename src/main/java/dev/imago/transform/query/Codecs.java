package dev.imago.transform.query;

import dev.imago.transform.Transform.Region;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Numbers, choices and other plain values as they are written in a query. */
final class Codecs {
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,10}");
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,4})?");
    private static final int LARGEST_COORDINATE = 1_000_000;

    private Codecs() {}

    static Codec<Integer> whole(String unit, int least, int most) {
        return new Codec<>(
                "a whole number" + unit + " from " + least + " to " + most,
                text -> (int) number(text, least, most),
                String::valueOf);
    }

    static Codec<Long> seconds() {
        return new Codec<>(
                "a time as whole seconds since 1970", text -> number(text, 0, 99_999_999_999L), String::valueOf);
    }

    /** With so many digits behind the point; more are rounded. */
    static Codec<Double> decimal(double least, double most, int digits) {
        return new Codec<>(
                "a number from " + plain(least) + " to " + plain(most),
                text -> rounded(decimal(text, least, most), digits),
                Codecs::plain);
    }

    /** One of several words. A value may have several words; the first is canonical. */
    static <T> Codec<T> choice(SequencedMap<String, T> words) {
        var canonical = new LinkedHashMap<T, String>();
        words.forEach((word, value) -> canonical.putIfAbsent(value, word));
        return new Codec<>(
                "one of " + String.join(", ", words.keySet()),
                text -> found(words, text),
                value -> found(canonical, value));
    }

    /** Said by its name alone, or with 1 or 0. */
    static Codec<Boolean> yes() {
        return new Codec<>(
                "1 or nothing for yes, 0 for no",
                text -> switch (text) {
                    case "", "1", "true" -> true;
                    case "0", "false" -> false;
                    default -> throw new IllegalArgumentException(text);
                },
                value -> value ? "1" : "0");
    }

    /** Text of a certain form. */
    static Codec<String> text(String takes, String form) {
        var pattern = Pattern.compile(form);
        return new Codec<>(
                takes,
                text -> {
                    require(pattern.matcher(text).matches());
                    return text;
                },
                Function.identity());
    }

    static Codec<Region> region() {
        return new Codec<>(
                "left,top,width,height in whole pixels of the original",
                text -> {
                    String[] parts = text.split(",", -1);
                    require(parts.length == 4);
                    return new Region(
                            (int) number(parts[0], 0, LARGEST_COORDINATE),
                            (int) number(parts[1], 0, LARGEST_COORDINATE),
                            (int) number(parts[2], 1, LARGEST_COORDINATE),
                            (int) number(parts[3], 1, LARGEST_COORDINATE));
                },
                region -> region.left() + "," + region.top() + "," + region.width() + "," + region.height());
    }

    /** A whole number, both bounds included. */
    static long number(String text, long least, long most) {
        require(WHOLE.matcher(text).matches());
        long number = Long.parseLong(text);
        require(number >= least && number <= most);
        return number;
    }

    /** A number with at most four digits behind the point, both bounds included. */
    static double decimal(String text, double least, double most) {
        require(DECIMAL.matcher(text).matches());
        double number = Double.parseDouble(text);
        require(number >= least && number <= most);
        return number;
    }

    static double rounded(double number, int digits) {
        return BigDecimal.valueOf(number).setScale(digits, RoundingMode.HALF_UP).doubleValue();
    }

    /** Without an exponent and without zeros that say nothing. */
    static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException();
        }
    }

    private static <K, V> V found(Map<K, V> map, K key) {
        V value = map.get(key);
        if (value == null) {
            throw new IllegalArgumentException(String.valueOf(key));
        }
        return value;
    }
}
