package dev.imago.routing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A pattern for decoded paths: {@code *} stands for any run of characters within a segment, {@code **} for any run at all,
 * everything else for itself. Each wildcard captures what it matched, as {@code $1}, {@code $2}, … for a rewrite; the first takes
 * as much as it can, then the second. Clients choose paths, so matching never backtracks: it takes at most as many steps as
 * the path has characters times the pattern has.
 */
final class PathGlob implements PathPattern {
    private static final int MOST_WILDCARDS = 4;

    private final String text;

    /** What stands between the wildcards: one more than there are of them. */
    private final List<String> literals;

    /** For each wildcard, whether it goes across segments. */
    private final List<Boolean> across;

    private PathGlob(String text, List<String> literals, List<Boolean> across) {
        this.text = text;
        this.literals = List.copyOf(literals);
        this.across = List.copyOf(across);
    }

    /**
     * Parses a pattern such as {@code /upload/**}.
     *
     * @throws IllegalArgumentException whose message says what is expected
     */
    static PathGlob parse(String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("a path pattern that starts with /, such as /upload/**");
        }
        var literals = new ArrayList<String>();
        var across = new ArrayList<Boolean>();
        int from = 0;
        for (int star = text.indexOf('*'); star >= 0; star = text.indexOf('*', from)) {
            literals.add(text.substring(from, star));
            boolean twice = text.startsWith("**", star);
            across.add(twice);
            from = star + (twice ? 2 : 1);
        }
        literals.add(text.substring(from));
        if (across.size() > MOST_WILDCARDS) {
            throw new IllegalArgumentException("a path pattern with at most " + MOST_WILDCARDS + " wildcards");
        }
        return new PathGlob(text, literals, across);
    }

    @Override
    public Optional<List<String>> match(String path) {
        if (!path.startsWith(literals.getFirst())) {
            return Optional.empty();
        }
        if (across.isEmpty()) {
            return path.length() == text.length() ? Optional.of(List.of()) : Optional.empty();
        }
        if (!path.endsWith(literals.getLast())) {
            return Optional.empty();
        }
        var captures = new ArrayList<String>(across.size());
        List<BitSet> possible = possible(path);
        int begin = literals.getFirst().length();
        for (int i = 0; i < across.size(); i++) {
            if (!possible.get(i).get(begin)) {
                return Optional.empty();
            }
            int end = begin;
            while (end < path.length()
                    && takes(i, path.charAt(end))
                    && possible.get(i).get(end + 1)) {
                end++;
            }
            captures.add(path.substring(begin, end));
            begin = end + literals.get(i + 1).length();
        }
        return Optional.of(captures);
    }

    /** For each wildcard, the positions from which it and all behind it match the rest of the path. */
    private List<BitSet> possible(String path) {
        var possible = new ArrayList<BitSet>(across.size());
        var behind = new BitSet();
        behind.set(path.length());
        for (int i = across.size() - 1; i >= 0; i--) {
            String literal = literals.get(i + 1);
            var here = new BitSet();
            for (int at = path.length(); at >= 0; at--) {
                boolean ends = path.startsWith(literal, at) && behind.get(at + literal.length());
                boolean goesOn = at < path.length() && takes(i, path.charAt(at)) && here.get(at + 1);
                here.set(at, ends || goesOn);
            }
            possible.addFirst(here);
            behind = here;
        }
        return possible;
    }

    private boolean takes(int wildcard, char c) {
        return c != '/' || across.get(wildcard);
    }

    /**
     * Whether some path matches both patterns. Of a path that does, what wildcards of both patterns take can be left out, so it is
     * enough that a wildcard takes characters of the other pattern, one at a time, or nothing.
     */
    boolean meets(PathGlob other) {
        var here = new BitSet();
        for (int mine = text.length(); mine >= 0; mine--) {
            var behind = here;
            here = new BitSet();
            for (int theirs = other.text.length(); theirs >= 0; theirs--) {
                here.set(theirs, meets(mine, other, theirs, here, behind));
            }
        }
        return here.get(0);
    }

    /** Whether the rests of both texts meet; {@code here} tells it of shorter rests of the other, {@code behind} of mine. */
    private boolean meets(int mine, PathGlob other, int theirs, BitSet here, BitSet behind) {
        boolean end = mine == text.length();
        boolean otherEnd = theirs == other.text.length();
        if (end && otherEnd) {
            return true;
        }
        boolean wildcard = !end && text.charAt(mine) == '*';
        boolean otherWildcard = !otherEnd && other.text.charAt(theirs) == '*';
        return (wildcard && behind.get(theirs))
                || (otherWildcard && here.get(theirs + 1))
                || (wildcard && !otherEnd && takes(mine, other, theirs) && here.get(theirs + 1))
                || (otherWildcard && !end && other.takes(theirs, this, mine) && behind.get(theirs))
                || (!end && !otherEnd && text.charAt(mine) == other.text.charAt(theirs) && behind.get(theirs + 1));
    }

    /** Whether the star at a place of the text takes the character at a place of the other. Of two stars each takes slashes. */
    private boolean takes(int star, PathGlob other, int at) {
        boolean twice = text.startsWith("**", star) || (star > 0 && text.charAt(star - 1) == '*');
        return twice || other.text.charAt(at) != '/';
    }

    @Override
    public boolean meets(PathPattern other) {
        return other instanceof PathGlob glob ? meets(glob) : other.meets(this);
    }

    @Override
    public int captures() {
        return across.size();
    }

    @Override
    public Map<String, Integer> names() {
        return Map.of();
    }

    @Override
    public Optional<String> prefix() {
        boolean anything = across.equals(List.of(true)) && literals.getLast().isEmpty();
        return anything ? Optional.of(head()) : Optional.empty();
    }

    /** What comes before the first wildcard. */
    String head() {
        return literals.getFirst();
    }

    @Override
    public List<String> specimens() {
        return Stream.of("x", "x/y")
                .map(filling -> {
                    var path = new StringBuilder(literals.getFirst());
                    for (int i = 0; i < across.size(); i++) {
                        path.append(across.get(i) ? filling : "x").append(literals.get(i + 1));
                    }
                    return path.toString();
                })
                .distinct()
                .toList();
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathGlob that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
