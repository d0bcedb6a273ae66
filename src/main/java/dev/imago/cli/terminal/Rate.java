package dev.imago.cli.terminal;

/** Bytes a second, smoothed over about ten seconds. Not thread-safe. */
public final class Rate {
    private static final double MEMORY_SECONDS = 10;

    private long lastNanos;
    private long lastBytes;
    private double perSecond;
    private boolean begun;

    /**
     * Takes a reading.
     *
     * @param nanos of a monotonic clock
     * @param bytes done so far
     * @return bytes a second; 0 at first
     */
    public double read(long nanos, long bytes) {
        if (!begun) {
            begun = true;
        } else if (nanos > lastNanos) {
            double seconds = (nanos - lastNanos) / 1e9;
            double now = (bytes - lastBytes) / seconds;
            double weight = perSecond == 0 ? 1 : 1 - Math.exp(-seconds / MEMORY_SECONDS);
            perSecond += weight * (now - perSecond);
        }
        lastNanos = nanos;
        lastBytes = bytes;
        return perSecond;
    }
}
