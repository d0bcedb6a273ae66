package dev.imago.routing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A regular expression for decoded paths: {@code ~ ^/pic/(\d+)\.jpg$}, or {@code ~*} to ignore the case. */
final class PathExpression implements PathPattern {
    private final String text;
    private final Expression expression;

    private PathExpression(String text, Expression expression) {
        this.text = text;
        this.expression = expression;
    }

    static PathExpression parse(String text) {
        boolean ignoreCase = text.startsWith("~*");
        String plain = text.substring(ignoreCase ? 2 : 1).strip();
        return new PathExpression(text, Expression.compile(plain, ignoreCase));
    }

    @Override
    public Optional<List<String>> match(String path) {
        return expression.captures(path);
    }

    /** What an expression takes is told apart only by the plain text that it may begin with. */
    @Override
    public boolean meets(PathPattern other) {
        String mine = head();
        String theirs = switch (other) {
            case PathGlob glob -> glob.head();
            case PathExpression expression -> expression.head();
        };
        return mine.startsWith(theirs) || theirs.startsWith(mine);
    }

    @Override
    public Optional<String> prefix() {
        return Optional.empty();
    }

    /** The plain characters that every path begins with that matches. */
    private String head() {
        String plain = expression.text();
        if (!plain.startsWith("^") || text.startsWith("~*") || plain.contains("|")) {
            return "";
        }
        int end = 1;
        while (end < plain.length() && isPlain(plain.charAt(end))) {
            end++;
        }
        boolean repeated = end < plain.length() && "*?{".indexOf(plain.charAt(end)) >= 0;
        return plain.substring(1, Math.max(1, repeated ? end - 1 : end));
    }

    private static boolean isPlain(char c) {
        return Character.isLetterOrDigit(c) || "/_- ".indexOf(c) >= 0;
    }

    @Override
    public int captures() {
        return expression.groups();
    }

    @Override
    public Map<String, Integer> names() {
        return expression.names();
    }

    @Override
    public List<String> specimens() {
        return Specimen.of(expression.text()).stream()
                .flatMap(found -> Stream.of(found, "/" + found, "/x" + found, "/x/y" + found))
                .filter(path -> path.startsWith("/") && match(path).isPresent())
                .limit(2)
                .toList();
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathExpression that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
