package dev.imago.cli.replay;

/**
 * A request that a log tells of.
 *
 * @param status that it was answered with; 0 where the log does not say
 */
record Logged(String method, Address address, int status) {
    /** Whether it asked for something to be shown. */
    boolean read() {
        return method.equals("GET") || method.equals("HEAD");
    }

    boolean successful() {
        return status >= 200 && status < 400;
    }
}
