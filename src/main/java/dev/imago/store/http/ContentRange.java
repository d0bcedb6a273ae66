package dev.imago.store.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which part of an image an answer has (RFC 9110 §14.4).
 *
 * @param first byte of it
 * @param last byte of it
 * @param whole how many bytes the image has
 */
record ContentRange(long first, long last, long whole) {
    private static final Pattern FORM = Pattern.compile("bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})");

    /** Empty for anything but one part of a known whole. */
    static Optional<ContentRange> parse(String field) {
        Matcher matcher = FORM.matcher(field.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var range = new ContentRange(
                Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
        return range.first <= range.last && range.last < range.whole ? Optional.of(range) : Optional.empty();
    }

    long length() {
        return last - first + 1;
    }
}
