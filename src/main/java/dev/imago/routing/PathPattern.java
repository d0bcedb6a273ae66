package dev.imago.routing;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pattern for decoded paths: a glob ({@link PathGlob}) such as {@code /upload/**}, or an expression ({@link PathExpression})
 * behind a tilde, as in nginx: {@code ~ \.JPG$}, and {@code ~* \.jpe?g$} whatever the case. Clients choose paths, so no pattern
 * takes longer than in proportion to the path.
 */
public sealed interface PathPattern permits PathGlob, PathExpression {
    /** Any path. */
    PathPattern ANY = parse("/**");

    /** @throws IllegalArgumentException whose message says what is expected */
    static PathPattern parse(String text) {
        return text.startsWith("~") ? PathExpression.parse(text) : PathGlob.parse(text);
    }

    /** Whether the path, with its leading slash, matches; if so, what was captured, in order. */
    Optional<List<String>> match(String path);

    /** Whether some path may match both. An expression is taken to meet what it cannot be told apart from. */
    boolean meets(PathPattern other);

    /** What the paths begin with that match, if that is all that it takes: {@code /upload/} of {@code /upload/**}. */
    Optional<String> prefix();

    /** How many captures a match has. */
    int captures();

    /** The captures that have a name, by it; the first is number 1. */
    Map<String, Integer> names();

    /** Some paths that match, for a look at what a rule does; none where no one is found. */
    List<String> specimens();
}
