package dev.imago.cli;

import java.util.Map;
import java.util.TreeMap;

/** What the status of a command means. From 64 on they are those of {@code sysexits.h}. */
public final class ExitCode {
    /** All that was asked for is done. */
    public static final int OK = 0;

    /** Something failed, or a check found something wrong; stderr says what. */
    public static final int FAILED = 1;

    /** The command line is wrong, or the server cannot understand what it asks for; nothing was done. */
    public static final int USAGE = 2;

    /** There is no such image, key or job. */
    public static final int NOT_FOUND = 3;

    /** The server wants a key, or the key may not do this. */
    public static final int REFUSED = 4;

    /** No server answers at that address. */
    public static final int UNREACHABLE = 5;

    /** What was compared differs. */
    public static final int DIFFERENT = 6;

    /** The server is overloaded, or a part of it is away; later the same may succeed (EX_TEMPFAIL). */
    public static final int TRY_LATER = 75;

    /** The configuration is refused (EX_CONFIG). */
    public static final int CONFIGURATION = 78;

    /** Ended by Ctrl-C, or while it worked off a list, by SIGTERM. */
    public static final int INTERRUPTED = 130;

    private static final Map<Integer, String> MEANINGS = new TreeMap<>(Map.of(
            OK, "done",
            FAILED, "something failed, or a check found something wrong; stderr says what",
            USAGE, "the command line is wrong, such as a key that cannot be one; nothing was done",
            NOT_FOUND, "there is no such image, key or job",
            REFUSED, "the server wants a key, or the key may not do this",
            UNREACHABLE, "no server answers at that address",
            DIFFERENT, "`route replay` found differences",
            TRY_LATER, "the server is overloaded or a part of it is away; try again later",
            CONFIGURATION, "the configuration is refused; `imago config check` shows all of its problems",
            INTERRUPTED, "ended by Ctrl-C, `put`, `warm` and `verify` also by SIGTERM"));

    private ExitCode() {}

    /** All of them with their meanings, ascending. */
    static Map<Integer, String> meanings() {
        return MEANINGS;
    }

    /** The code for an HTTP status that is no success. */
    static int ofStatus(int status) {
        return switch (status) {
            case 400 -> USAGE;
            case 401, 403 -> REFUSED;
            case 404, 410 -> NOT_FOUND;
            case 423, 429, 502, 503, 504 -> TRY_LATER;
            default -> FAILED;
        };
    }
}
