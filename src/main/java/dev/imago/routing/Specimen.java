package dev.imago.routing;

import java.util.Optional;

/**
 * Makes a text that an expression matches, for a look at what becomes of it. Reads what addresses are usually written with: literals,
 * classes, groups, alternatives (the first is taken), repetitions (once, or as often as they must). Whoever uses it sees whether the text
 * does match.
 */
final class Specimen {
    private static final String CANDIDATES = "x1aA0_-/. %";

    private final String expression;
    private int at;

    private Specimen(String expression) {
        this.expression = expression;
    }

    /** Empty for what is not understood. */
    static Optional<String> of(String expression) {
        var specimen = new Specimen(expression);
        try {
            String text = specimen.alternatives();
            return specimen.at == expression.length() ? Optional.of(text) : Optional.empty();
        } catch (IllegalStateException notUnderstood) {
            return Optional.empty();
        }
    }

    private boolean more() {
        return at < expression.length();
    }

    private char next() {
        if (!more()) {
            throw new IllegalStateException("the expression ends");
        }
        return expression.charAt(at++);
    }

    private boolean skip(char c) {
        boolean there = more() && expression.charAt(at) == c;
        at += there ? 1 : 0;
        return there;
    }

    private String alternatives() {
        String first = sequence();
        while (skip('|')) {
            var _ = sequence();
        }
        return first;
    }

    private String sequence() {
        var text = new StringBuilder();
        while (more() && expression.charAt(at) != '|' && expression.charAt(at) != ')') {
            String piece = piece();
            text.append(piece.repeat(times()));
        }
        return text.toString();
    }

    /** How often a piece is to be there. */
    private int times() {
        if (skip('*') || skip('+') || skip('?')) {
            skip('?');
            return 1;
        }
        if (!skip('{')) {
            return 1;
        }
        int count = 0;
        while (more() && Character.isDigit(expression.charAt(at))) {
            count = Math.min(1000, count * 10 + (next() - '0'));
        }
        while (next() != '}') {
            // the most does not matter
        }
        skip('?');
        return Math.max(count, 1);
    }

    private String piece() {
        char c = next();
        return switch (c) {
            case '^', '$' -> "";
            case '.' -> "x";
            case '\\' -> escaped(next());
            case '[' -> String.valueOf(ofClass());
            case '(' -> group();
            case '*', '+', '?' -> throw new IllegalStateException("nothing to repeat");
            default -> String.valueOf(c);
        };
    }

    private static String escaped(char c) {
        return switch (c) {
            case 'd' -> "1";
            case 'w', 'S', 'D' -> "x";
            case 's', 'W' -> " ";
            case 'b', 'B', 'A', 'z' -> "";
            default -> {
                if (Character.isLetterOrDigit(c)) {
                    throw new IllegalStateException("an escape");
                }
                yield String.valueOf(c);
            }
        };
    }

    private String group() {
        if (skip('?')) {
            boolean named = skip('P') || expression.startsWith("<", at);
            while (named ? next() != '>' : next() != ':') {
                // a name, or flags
            }
        }
        String inner = alternatives();
        if (!skip(')')) {
            throw new IllegalStateException("a group without end");
        }
        return inner;
    }

    /** A character of a class such as {@code [^/?]}: what the engine itself takes of a few. */
    private char ofClass() {
        int begin = at - 1;
        skip('^');
        skip(']');
        while (next() != ']') {
            if (expression.charAt(at - 1) == '\\') {
                next();
            } else if (expression.startsWith("[:", at - 1)) {
                at = expression.indexOf(":]", at) + 2;
                if (at < 2) {
                    throw new IllegalStateException("a class without end");
                }
            }
        }
        Expression one = Expression.compile("^" + expression.substring(begin, at) + "$", false);
        int found = CANDIDATES
                .chars()
                .filter(c -> one.in(String.valueOf((char) c)))
                .findFirst()
                .orElse(begin + 1 < at - 1 ? expression.charAt(begin + 1) : -1);
        if (found < 0) {
            throw new IllegalStateException("an empty class");
        }
        return (char) found;
    }
}
