package dev.imago.routing;

import java.util.Optional;

/**
 * What the value of a header field or parameter is to be: a text in which {@code *} stands for any characters ({@code *} alone: it is
 * there); behind {@code ~} an expression that is to be found in it, behind {@code ~*} whatever the case; with {@code !} before it, what it is not to
 * be ({@code !*}: it is not there). Takes time in proportion to the value.
 */
public final class ValuePattern {
    private final String text;
    private final boolean negated;
    private final Optional<Expression> expression;
    private final String[] literals;

    private ValuePattern(String text, boolean negated, Optional<Expression> expression, String[] literals) {
        this.text = text;
        this.negated = negated;
        this.expression = expression;
        this.literals = literals;
    }

    /** Parses a pattern; the message of the exception says what is expected. */
    public static ValuePattern parse(String text) {
        boolean negated = text.startsWith("!");
        String plain = negated ? text.substring(1) : text;
        if (plain.startsWith("~")) {
            boolean ignoreCase = plain.startsWith("~*");
            String expression = plain.substring(ignoreCase ? 2 : 1).strip();
            return new ValuePattern(
                    text, negated, Optional.of(Expression.compile(expression, ignoreCase)), new String[0]);
        }
        return new ValuePattern(text, negated, Optional.empty(), plain.split("\\*", -1));
    }

    /** Whether it wants a value to be there and to be like this. */
    boolean positive() {
        return !negated;
    }

    /** @param value empty where there is none */
    boolean matches(Optional<String> value) {
        return value.filter(this::like).isPresent() != negated;
    }

    private boolean like(String value) {
        return expression.map(wanted -> wanted.in(value)).orElseGet(() -> likeText(value));
    }

    /** Each literal is found at its first place behind the one before it: an earlier place never spoils a later one. */
    private boolean likeText(String value) {
        String first = literals[0];
        String last = literals[literals.length - 1];
        if (literals.length == 1) {
            return value.equals(first);
        }
        if (!value.startsWith(first) || !value.endsWith(last)) {
            return false;
        }
        int at = first.length();
        for (int i = 1; i < literals.length - 1; i++) {
            int found = value.indexOf(literals[i], at);
            if (found < 0) {
                return false;
            }
            at = found + literals[i].length();
        }
        return at <= value.length() - last.length();
    }

    /** A value that matches; empty if none is found, or none may be there. */
    Optional<String> specimen() {
        Optional<String> made =
                expression.isPresent() ? Specimen.of(expression.get().text()) : Optional.of(String.join("x", literals));
        return made.filter(value -> matches(Optional.of(value)));
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ValuePattern that && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
