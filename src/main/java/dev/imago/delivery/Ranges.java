package dev.imago.delivery;

import dev.imago.store.ByteRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The Range field (RFC 9110 §14.2): which bytes of an image a client asks for. Pure. */
sealed interface Ranges {
    /** The field is absent, malformed or unreasonable: answer with the whole image. */
    record Whole() implements Ranges {}

    /** 416: no range begins within the image. */
    record Unsatisfiable() implements Ranges {}

    /** 206: these ranges, each within the image, none overlapping another. */
    record Some(List<ByteRange> ranges) implements Ranges {}

    /** More ranges than this are taken for an attack (§14.2 allows to ignore the field). */
    int MOST_RANGES = 16;

    /** Reads the field for an image of a size in bytes. */
    static Ranges parse(String field, long size) {
        String text = field.strip();
        if (!text.regionMatches(true, 0, "bytes=", 0, 6)) {
            return new Whole();
        }
        String[] specs = text.substring(6).split(",", MOST_RANGES + 2);
        if (specs.length > MOST_RANGES) {
            return new Whole();
        }
        var satisfiable = new ArrayList<ByteRange>(specs.length);
        boolean any = false;
        for (String spec : specs) {
            if (spec.isBlank()) {
                continue;
            }
            long[] bounds = bounds(spec.strip(), size);
            if (bounds.length == 0) {
                return new Whole();
            }
            any = true;
            if (bounds[0] <= bounds[1]) {
                satisfiable.add(new ByteRange(bounds[0], bounds[1] - bounds[0] + 1));
            }
        }
        if (!any) {
            return new Whole();
        }
        return satisfiable.isEmpty() ? new Unsatisfiable() : new Some(coalesced(satisfiable));
    }

    /** First and last position of one range; the last before the first if it is not satisfiable; empty if malformed. */
    private static long[] bounds(String spec, long size) {
        int dash = spec.indexOf('-');
        if (dash < 0) {
            return new long[0];
        }
        String first = spec.substring(0, dash).strip();
        String last = spec.substring(dash + 1).strip();
        if (!isNumber(first) || !isNumber(last) || (first.isEmpty() && last.isEmpty())) {
            return new long[0];
        }
        if (first.isEmpty()) {
            long suffix = number(last);
            return suffix == 0 ? new long[] {0, -1} : new long[] {Math.max(0, size - suffix), size - 1};
        }
        long from = number(first);
        long to = last.isEmpty() ? Long.MAX_VALUE : number(last);
        if (to < from) {
            return new long[0];
        }
        return from >= size ? new long[] {0, -1} : new long[] {from, Math.min(to, size - 1)};
    }

    /** Overlapping and adjacent ranges become one; the client's order stays where nothing overlaps. */
    private static List<ByteRange> coalesced(List<ByteRange> ranges) {
        var ordered = new ArrayList<>(ranges);
        ordered.sort(Comparator.comparingLong(ByteRange::offset));
        var merged = new ArrayList<ByteRange>();
        for (ByteRange next : ordered) {
            ByteRange last = merged.isEmpty() ? next : merged.getLast();
            if (!merged.isEmpty() && next.offset() <= last.offset() + last.length()) {
                long end = Math.max(last.offset() + last.length(), next.offset() + next.length());
                merged.set(merged.size() - 1, new ByteRange(last.offset(), end - last.offset()));
            } else {
                merged.add(next);
            }
        }
        return List.copyOf(merged.size() == ranges.size() ? ranges : merged);
    }

    private static boolean isNumber(String digits) {
        return digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static long number(String digits) {
        return digits.length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
    }
}
