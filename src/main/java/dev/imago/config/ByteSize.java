package dev.imago.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An amount of bytes: {@code 64MB} (decimal units KB, MB, GB, TB), {@code 1GiB} (binary units KiB, MiB, GiB, TiB), {@code 512B}, or
 * a plain number of bytes. A space may stand before the unit.
 *
 * @param bytes at least 0
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
    static final String EXPECTED = "a size such as 512KB, 64MB or 1GiB, or a number of bytes";
    static final String PATTERN = "^[0-9]{1,19}( ?(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB))?$";

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,19})(?: ?(B|KB|MB|GB|TB|KiB|MiB|GiB|TiB))?");

    public ByteSize {
        if (bytes < 0) {
            throw new IllegalArgumentException(EXPECTED);
        }
    }

    /** @throws IllegalArgumentException if the text is no size or more than {@link Long#MAX_VALUE} bytes */
    public static ByteSize parse(String text) {
        var matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        try {
            return new ByteSize(Math.multiplyExact(
                    Long.parseLong(matcher.group(1)), unit(matcher.group(2) == null ? "" : matcher.group(2))));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException("at most " + Long.MAX_VALUE + " bytes", e);
        }
    }

    private static long unit(String name) {
        return switch (name) {
            case "", "B" -> 1;
            case "KB" -> 1_000;
            case "MB" -> 1_000_000;
            case "GB" -> 1_000_000_000;
            case "TB" -> 1_000_000_000_000L;
            case "KiB" -> 1L << 10;
            case "MiB" -> 1L << 20;
            case "GiB" -> 1L << 30;
            default -> 1L << 40;
        };
    }

    /** What somebody who wrote {@code 64m} or {@code 1gb} may have meant. */
    static Optional<String> closest(String text) {
        String compact = text.replace(" ", "").toUpperCase(Locale.ROOT);
        String binary = compact.replaceFirst("^([0-9]+)([KMGT])I(B?)$", "$1$2iB");
        String decimal = binary.replaceFirst("^([0-9]+)([KMGT])$", "$1$2B");
        return WRITTEN.matcher(decimal).matches() ? Optional.of(decimal) : Optional.empty();
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }

    /** In the largest unit that divides it without a remainder; {@link #parse} reads it back. */
    @Override
    public String toString() {
        for (String name : new String[] {"TiB", "TB", "GiB", "GB", "MiB", "MB", "KiB", "KB"}) {
            if (bytes != 0 && bytes % unit(name) == 0) {
                return bytes / unit(name) + name;
            }
        }
        return bytes + "B";
    }
}
