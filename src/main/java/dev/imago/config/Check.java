package dev.imago.config;

import java.util.Collection;

/** Takes the problems that a {@link Checked} record finds. */
public interface Check {
    /**
     * Adds a problem at the place (file line, variable, flag) that a value came from.
     *
     * @param key the key relative to the checking record, as the user writes it: {@code max-age}, {@code routes[2].store}, {@code
     *     stores.main.root}
     * @param expected what was expected, completing "expected …": {@code "at least the value of min-age"}
     * @throws IllegalArgumentException if the record has no such setting
     */
    void refuse(String key, String expected);

    /**
     * Says that a value can work, but is likely not what was meant; the configuration is accepted all the same.
     *
     * @param key as in {@link #refuse(String, String)}
     * @param what a sentence's rest, behind the key
     */
    void warn(String key, String what);

    /** As {@link #refuse(String, String)}, with the closest of the known values as a hint. */
    void refuse(String key, String expected, Collection<String> known);
}
