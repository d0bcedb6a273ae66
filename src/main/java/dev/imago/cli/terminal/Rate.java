package dev.imago.cli.terminal;

/** Bytes a second: the average so far, and after a while that of about the last ten seconds. Not thread-safe. */
public final class Rate {
    private static final double MEMORY_SECONDS = 10;

    private long lastNanos;
    private long lastBytes;
    private double bytes;
    private double seconds;
    private boolean begun;

    /**
     * Takes a reading.
     *
     * @param nanos of a monotonic clock
     * @param total bytes done so far
     * @return bytes a second; 0 at first
     */
    public double read(long nanos, long total) {
        if (begun && nanos > lastNanos) {
            double passed = (nanos - lastNanos) / 1e9;
            double kept = Math.exp(-passed / MEMORY_SECONDS);
            bytes = bytes * kept + (total - lastBytes);
            seconds = seconds * kept + passed;
        }
        begun = true;
        lastNanos = nanos;
        lastBytes = total;
        return seconds == 0 ? 0 : bytes / seconds;
    }
}
