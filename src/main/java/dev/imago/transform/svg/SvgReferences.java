package dev.imago.transform.svg;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts what would be drawn: each reference to an element draws all of it again, and references in there multiply. Not thread-safe; for
 * one document.
 */
final class SvgReferences {
    /** Elements that are drawn, all references followed. */
    private static final long MOST_DRAWN = 200_000;

    private static final Pattern TARGET = Pattern.compile("#([^'\"()\\\\\\s#]{1,200})");
    private static final Pattern INNER_URL =
            Pattern.compile("url\\(\\s*['\"]?#([^'\"()\\\\\\s]+)", Pattern.CASE_INSENSITIVE);

    private final int mostElements;
    private final List<Element> all = new ArrayList<>();
    private final Deque<Element> open = new ArrayDeque<>();
    private final Map<String, Element> byId = new HashMap<>();
    private final Set<Element> counting = new HashSet<>();

    private static final class Element {
        private final List<Element> children = new ArrayList<>(0);
        private final List<String> targets = new ArrayList<>(0);
        private long drawn;
    }

    SvgReferences(int mostElements) {
        this.mostElements = mostElements;
    }

    /** The id that a link leads to; nothing if it leads elsewhere. */
    static Optional<String> target(String link) {
        Matcher target = TARGET.matcher(link.strip());
        return target.matches() ? Optional.of(target.group(1)) : Optional.empty();
    }

    static List<String> targetsIn(String value) {
        return INNER_URL.matcher(value).results().map(found -> found.group(1)).toList();
    }

    void begin() {
        if (all.size() >= mostElements) {
            throw SvgCleaner.refused("has more than " + mostElements + " elements");
        }
        Element element = new Element();
        all.add(element);
        if (!open.isEmpty()) {
            open.getFirst().children.add(element);
        }
        open.push(element);
    }

    /** The element that begins has a name. */
    void named(String id) {
        byId.putIfAbsent(id, open.getFirst());
    }

    /** The element that begins refers to another. */
    void to(String id) {
        open.getFirst().targets.add(id);
    }

    void end() {
        open.pop();
    }

    /** @throws dev.imago.image.Fault if references multiply, or lead in circles */
    void requireFew() {
        if (!all.isEmpty()) {
            drawn(all.getFirst(), 0);
        }
    }

    private long drawn(Element element, int depth) {
        if (element.drawn > 0) {
            return element.drawn;
        }
        if (!counting.add(element)) {
            throw SvgCleaner.refused("has references that lead in circles");
        }
        if (depth > 10 * SvgCleaner.DEEPEST) {
            throw SvgCleaner.refused("has references more than " + 10 * SvgCleaner.DEEPEST + " deep");
        }
        long sum = 1;
        for (Element child : element.children) {
            sum += drawn(child, depth + 1);
        }
        for (String id : element.targets) {
            Optional<Element> target = Optional.ofNullable(byId.get(id));
            sum += target.isPresent() ? drawn(target.get(), depth + 1) : 0;
        }
        if (sum > MOST_DRAWN) {
            throw SvgCleaner.refused("has references that multiply to more than " + MOST_DRAWN + " elements");
        }
        counting.remove(element);
        element.drawn = sum;
        return sum;
    }
}
