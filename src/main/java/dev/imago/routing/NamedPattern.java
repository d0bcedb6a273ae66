package dev.imago.routing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern with named wildcards, such as {@code {name}_{w}x{h}.{ext}}. A wildcard takes at least one character, and as many as it
 * can; which ones depends on its name: <code>{w}</code>, <code>{h}</code> and <code>{q}</code> take digits, <code>{ext}</code> letters
 * and digits, <code>{path}</code> anything, all others anything but slashes. Matching never backtracks, as in {@link PathPattern}: it
 * takes at most as many steps as the text has characters times the pattern has parts.
 */
final class NamedPattern {
    private static final Pattern WILDCARD = Pattern.compile("\\{([a-z][a-z0-9]{0,15})}");
    private static final int MOST_WILDCARDS = 8;
    private static final Set<String> NUMBERS = Set.of("w", "h", "q");

    /**
     * A wildcard and what stands behind it.
     *
     * @param takes whether the wildcard takes a character
     */
    private record Part(String name, IntPredicate takes, String literal) {}

    private final String head;
    private final List<Part> parts;

    private NamedPattern(String head, List<Part> parts) {
        this.head = head;
        this.parts = List.copyOf(parts);
    }

    /** @throws IllegalArgumentException whose message says what is expected */
    static NamedPattern parse(String text) {
        Matcher matcher = WILDCARD.matcher(text);
        var parts = new ArrayList<Part>();
        var names = new ArrayList<String>();
        String head = text;
        while (matcher.find()) {
            String name = matcher.group(1);
            if (names.contains(name)) {
                throw new IllegalArgumentException("a pattern that has {" + name + "} once");
            }
            if (names.isEmpty()) {
                head = text.substring(0, matcher.start());
            }
            names.add(name);
            int end = matcher.end();
            int next = text.indexOf('{', end);
            String literal = text.substring(end, next < 0 ? text.length() : next);
            if (literal.isEmpty() && next >= 0) {
                throw new IllegalArgumentException("a pattern with something between its wildcards");
            }
            parts.add(new Part(name, takenBy(name), literal));
        }
        String plain = WILDCARD.matcher(text).replaceAll("");
        if (parts.isEmpty() || parts.size() > MOST_WILDCARDS || plain.indexOf('{') >= 0 || plain.indexOf('}') >= 0) {
            throw new IllegalArgumentException(
                    "a pattern with 1 to " + MOST_WILDCARDS + " wildcards such as {name}, {w} and {ext}");
        }
        return new NamedPattern(head, parts);
    }

    private static IntPredicate takenBy(String name) {
        if (NUMBERS.contains(name)) {
            return c -> c >= '0' && c <= '9';
        }
        return switch (name) {
            case "ext" -> c -> c < 0x80 && Character.isLetterOrDigit(c);
            case "path" -> _ -> true;
            default -> c -> c != '/';
        };
    }

    List<String> names() {
        return parts.stream().map(Part::name).toList();
    }

    /** Whether the whole text matches; if so, what each wildcard took. */
    Optional<Map<String, String>> match(String text) {
        if (!text.startsWith(head) || !text.endsWith(parts.getLast().literal())) {
            return Optional.empty();
        }
        List<BitSet> possible = possible(text);
        var taken = new HashMap<String, String>();
        int begin = head.length();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            if (!possible.get(i).get(begin)) {
                return Optional.empty();
            }
            int end = begin;
            int longest = begin;
            while (end < text.length() && part.takes().test(text.charAt(end))) {
                end++;
                if (goesOn(text, end, part, possible, i)) {
                    longest = end;
                }
            }
            taken.put(part.name(), text.substring(begin, longest));
            begin = longest + part.literal().length();
        }
        return Optional.of(taken);
    }

    /** For each wildcard, the positions from which it and all behind it match the rest of the text. */
    private List<BitSet> possible(String text) {
        var possible = new ArrayList<BitSet>();
        for (int i = parts.size() - 1; i >= 0; i--) {
            Part part = parts.get(i);
            var here = new BitSet();
            possible.addFirst(here);
            for (int at = text.length() - 1; at >= 0; at--) {
                boolean ends = goesOn(text, at + 1, part, possible, 0);
                here.set(at, part.takes().test(text.charAt(at)) && (ends || here.get(at + 1)));
            }
        }
        return possible;
    }

    /** Whether a wildcard may end here: its literal follows, and from behind that the next wildcard matches the rest. */
    private static boolean goesOn(String text, int end, Part part, List<BitSet> possible, int index) {
        int behind = end + part.literal().length();
        boolean last = index == possible.size() - 1;
        return text.startsWith(part.literal(), end)
                && (last ? behind == text.length() : possible.get(index + 1).get(behind));
    }
}
