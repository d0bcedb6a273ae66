package dev.imago.transform.policy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shape of a box, such as {@code 16:9}: width to height. */
public record Shape(int across, int down) implements Comparable<Shape> {
    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,4}):([0-9]{1,4})");

    public Shape {
        if (across < 1 || down < 1) {
            throw new IllegalArgumentException("a shape such as 4:3");
        }
    }

    /** Parses a shape; the message of the exception says what is expected. */
    public static Shape parse(String text) {
        Matcher matcher = WRITTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a shape such as 4:3");
        }
        return new Shape(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    /** Height by width. */
    double slope() {
        return (double) down / across;
    }

    @Override
    public int compareTo(Shape other) {
        return Double.compare(slope(), other.slope());
    }

    @Override
    public String toString() {
        return across + ":" + down;
    }
}
