package dev.imago.cli.replay;

import java.util.Optional;

/** A way to write a request on a line. Not thread-safe: some lines tell how to read those that follow. */
interface LogFormat {
    /**
     * Reads a line, a character for each byte.
     *
     * @return nothing for a line that tells of no request
     */
    Optional<Logged> read(String line);

    /** Whether the line only says something about others: a comment, or nothing. */
    default boolean remark(String line) {
        return line.isBlank();
    }

    /** The format of a log that begins with this line. */
    static LogFormat of(String firstLine) {
        return firstLine.startsWith("#") ? new W3cFormat() : new CombinedFormat();
    }
}
