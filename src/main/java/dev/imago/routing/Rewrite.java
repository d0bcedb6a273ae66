package dev.imago.routing;

import java.util.List;
import java.util.function.UnaryOperator;

/** Makes another path of a matched one, see {@link Template}. */
public record Rewrite(String template) {
    public Rewrite {
        if (!template.startsWith("/")) {
            throw new IllegalArgumentException("a path that starts with /, such as /upload/$1");
        }
    }

    /** Parses a template; the message of the exception says what is expected. */
    public static Rewrite parse(String template) {
        return new Rewrite(template);
    }

    /** References that stand for nothing. */
    public List<String> unknown(PathPattern path, Conditions when) {
        return new Template(template).unknown(path, when);
    }

    String apply(Taken taken) {
        return new Template(template).fill(taken, UnaryOperator.identity());
    }

    @Override
    public String toString() {
        return template;
    }
}
