package dev.imago.transform.query;

import java.util.function.Function;

/**
 * How values of one kind are written in a query.
 *
 * @param takes what a value looks like, completing "… takes": {@code "a whole number from 1 to 100"}
 * @param read throws {@link IllegalArgumentException} for what is no value
 * @param write the one canonical text of a value; reading it gives the value back
 */
record Codec<T>(String takes, Function<String, T> read, Function<T, String> write) {}
