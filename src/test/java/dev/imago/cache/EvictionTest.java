package dev.imago.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What the {@link DiskIndex} keeps, held against what a list by last use keeps, on made-up requests: popularity by Zipf, sizes and costs
 * as of renditions, every fifth request for something that is never asked for again, and other favourites in the second half.
 */
final class EvictionTest {
    private static final int THINGS = 40_000;
    private static final int REQUESTS = 400_000;
    private static final double SKEW = 0.8;

    private final Random random = new Random(4);
    private final double[] shares = shares();
    private final long[] sizes = new long[THINGS + REQUESTS];
    private final int[] milliseconds = new int[THINGS + REQUESTS];
    private final int[] trace = new int[REQUESTS];

    private record Score(int hits, long saved) {
        Score and(boolean hit, int cost) {
            return hit ? new Score(hits + 1, saved + cost) : this;
        }
    }

    @Test
    void more_is_found_and_more_work_is_saved_than_by_last_use() {
        long all = makeThings();
        long work = makeTrace();
        for (int percent : new int[] {2, 5, 10, 20}) {
            Score used = byLastUse(all * percent / 100);
            Score worth = byWorth(all * percent / 100);
            System.out.printf(
                    Locale.ROOT,
                    "room for %2d %%: by last use %.1f %% found, %.1f %% of the work saved; by worth %.1f %%, %.1f %%%n",
                    percent,
                    100.0 * used.hits / REQUESTS,
                    100.0 * used.saved / work,
                    100.0 * worth.hits / REQUESTS,
                    100.0 * worth.saved / work);
            assertThat(worth.hits).isGreaterThan(used.hits * 11 / 10);
            assertThat(worth.saved).isGreaterThan(used.saved * 11 / 10);
        }
    }

    /** 4 KiB to some hundred, 5 ms to some seconds; the two have little to do with each other: it is the original that is dear. */
    private long makeThings() {
        long all = 0;
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = DiskFolder.onDisk((long) (20_000 * Math.exp(random.nextGaussian())));
            milliseconds[i] = 5 + (int) (30 * Math.exp(random.nextGaussian()));
            all += i < THINGS ? sizes[i] : 0;
        }
        return all;
    }

    private long makeTrace() {
        int once = THINGS;
        long work = 0;
        for (int n = 0; n < REQUESTS; n++) {
            int rank = rank();
            trace[n] = n % 5 == 0 ? once++ : n < REQUESTS / 2 ? rank : THINGS - 1 - rank;
            work += milliseconds[trace[n]];
        }
        return work;
    }

    private static double[] shares() {
        double[] sums = new double[THINGS];
        double sum = 0;
        for (int i = 0; i < THINGS; i++) {
            sum += Math.pow(i + 1, -SKEW);
            sums[i] = sum;
        }
        return sums;
    }

    private int rank() {
        int found = Arrays.binarySearch(shares, random.nextDouble() * shares[THINGS - 1]);
        return found < 0 ? -found - 1 : found;
    }

    private Score byLastUse(long room) {
        Score score = new Score(0, 0);
        Map<Integer, Long> kept = new LinkedHashMap<>(16, 0.75f, true);
        long left = room;
        for (int thing : trace) {
            boolean hit = kept.get(thing) != null;
            score = score.and(hit, milliseconds[thing]);
            if (!hit) {
                kept.put(thing, sizes[thing]);
                left -= sizes[thing];
                for (var oldest = kept.entrySet().iterator(); left < 0; oldest.remove()) {
                    left += oldest.next().getValue();
                }
            }
        }
        return score;
    }

    private Score byWorth(long room) {
        Score score = new Score(0, 0);
        DiskIndex index = new DiskIndex(room, Long.MAX_VALUE);
        index.completed();
        for (int thing : trace) {
            FileName name = new FileName(thing, 0, 0, 0);
            boolean hit = index.use(name).isPresent();
            score = score.and(hit, milliseconds[thing]);
            if (!hit && index.reserve(sizes[thing]).isPresent()) {
                index.put(name, sizes[thing], Duration.ofMillis(milliseconds[thing]));
            }
        }
        return score;
    }
}
