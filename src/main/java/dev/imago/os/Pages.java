package dev.imago.os;

/**
 * Where bytes lie in an open file that nobody changes there.
 *
 * @param file its descriptor
 * @param at their place in it
 */
public record Pages(int file, long at) {
    /** From here on (measured, docs/adr/0009-pages.md) it costs a socket less to take pages than a copy. In bytes. */
    public static final int WORTHWHILE = 32 << 10;

    /** Where what begins so many bytes later lies. */
    public Pages from(int offset) {
        return new Pages(file, at + offset);
    }
}
