package dev.imago.os;

/**
 * Where bytes lie in a file in memory.
 *
 * @param holder the file is there as long as somebody holds this
 * @param file its descriptor
 * @param at their place in it
 */
public record Pages(Object holder, int file, long at) {
    /** From here on (measured, docs/adr/0009-pages.md) it costs a socket less to take pages than a copy. In bytes. */
    public static final int WORTHWHILE = 32 << 10;

    /** Where what begins so many bytes later lies. */
    public Pages from(int offset) {
        return new Pages(holder, file, at + offset);
    }
}
