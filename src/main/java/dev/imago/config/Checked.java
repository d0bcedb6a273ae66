package dev.imago.config;

/**
 * A settings record that knows combinations of its values that cannot work. A single value is better refused by its type's parser
 * or by {@link Range}.
 */
public interface Checked {
    /**
     * Reports what cannot work. Called once after the record and all below it were read without a problem; looks at values only: no
     * file, no network, no clock.
     */
    void check(Check check);
}
