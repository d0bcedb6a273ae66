package dev.imago.cli.replay;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** The distinct addresses of logs, in the order in which they were first asked for, and how often. Not thread-safe. */
public final class Workload {
    private final int most;
    private final boolean successfulOnly;
    private final Map<Address, Integer> counts = new LinkedHashMap<>();
    private long requests;
    private long unread;
    private long others;
    private long beyond;

    /**
     * An empty one.
     *
     * @param most distinct addresses that are kept; the requests for others are counted only
     * @param successfulOnly whether to leave out what was answered with an error then
     */
    public Workload(int most, boolean successfulOnly) {
        this.most = most;
        this.successfulOnly = successfulOnly;
    }

    /**
     * Adds what a log asks for; it may be compressed (gzip). The caller closes it.
     *
     * @throws IOException if it cannot be read to its end
     */
    public void gather(InputStream log) throws IOException {
        LogFile.gather(log, this);
    }

    void add(Logged logged) {
        if (!logged.read() || (successfulOnly && !logged.successful())) {
            others++;
            return;
        }
        if (counts.size() >= most && !counts.containsKey(logged.address())) {
            beyond++;
            return;
        }
        requests++;
        counts.merge(logged.address(), 1, Integer::sum);
    }

    void unread() {
        unread++;
    }

    /** Each distinct address, with how often it was asked for. */
    public Map<Address, Integer> counts() {
        return counts;
    }

    /** Requests for the addresses that are kept. */
    public long requests() {
        return requests;
    }

    /** Lines that tell of no request. */
    public long unreadLines() {
        return unread;
    }

    /** Requests that were left out: other methods, or errors. */
    public long leftOut() {
        return others;
    }

    /** Requests for addresses beyond the most that are kept. */
    public long beyond() {
        return beyond;
    }
}
