import java.util.Arrays;

/** How long things took, of at most so many. Thread-safe. */
final class Latencies {
    private long[] nanos = new long[1024];
    private int count;

    synchronized void add(long one) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = one;
    }

    /** Times something. */
    interface Work {
        void run() throws Exception;
    }

    void of(Work work) throws Exception {
        long begin = System.nanoTime();
        work.run();
        add(System.nanoTime() - begin);
    }

    synchronized int count() {
        return count;
    }

    /** In milliseconds. @param part of 1 that took at most so long */
    synchronized double percentile(double part) {
        if (count == 0) {
            return Double.NaN;
        }
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(count - 1, count * part)] / 1e6;
    }

    /** Cells of a table: count, median, 99th percentile, the longest. */
    String cells() {
        return "%,d | %.2f | %.2f | %.1f".formatted(count(), percentile(0.5), percentile(0.99), percentile(1));
    }
}
