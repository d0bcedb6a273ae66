package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * Servers on one folder, one after the other, each of which ends at a random point under load, and some while they start. Invariants I1
 * to I5 are checked at the beginning of each life; while it lasts, every reader is answered.
 */
final class Lives {
    private static final int ONE_LONG_LIFE_OF = 8;

    private final Machine machine;
    private final long seed;
    private final Random random;
    private final KillTruth truth = new KillTruth();
    private final KillLoad load;
    private final Invariants invariants;
    private int crashes;

    Lives(Machine machine, long seed) {
        this.machine = machine;
        this.seed = seed;
        this.random = new Random(seed);
        this.load = new KillLoad(truth, machine.folder(), machine.losesPower());
        this.invariants = new Invariants(truth, load, machine);
    }

    /**
     * Lets so many servers live and end; what the last one left is checked as well.
     *
     * @param most ends during a start in addition
     */
    void run(int most, int atStart, Progress progress) throws IOException, InterruptedException {
        for (int life = 0; life <= most; life++) {
            String where = "seed " + seed + ", life " + life;
            if (most > 0 && life * atStart / most != (life + 1) * atStart / most) {
                machine.crashAtStart(Duration.ofMillis(random.nextInt(900)), random);
                crashes++;
                machine.recover();
            }
            try (ServerProcess server = machine.start()) {
                begin(server, where);
                if (life < most) {
                    live(server, where);
                }
            }
            progress.after(life, truth.acknowledged.size());
        }
        assertThat(truth.acknowledged).as("the load did something").hasSizeGreaterThan(most);
    }

    /** Told how far it is. */
    interface Progress {
        void after(int life, int acknowledged);
    }

    private void begin(ServerProcess server, String where) throws IOException, InterruptedException {
        awaitScan(server);
        load.resume(server);
        invariants.require(server, crashes, where);
        load.restarted();
    }

    private void live(ServerProcess server, String where) throws IOException, InterruptedException {
        List<Thread> threads = new ArrayList<>(load.start(server, random));
        awaitLoad(50 + random.nextInt(500), random.nextInt(10), random.nextInt(ONE_LONG_LIFE_OF) == 0);
        assertThat(server.alive())
                .as(where + ": the server did not end by itself")
                .isTrue();
        machine.crash(server, random);
        crashes++;
        for (Thread thread : threads) {
            thread.join();
        }
        machine.recover();
    }

    /** How many uploads were acknowledged, each with its place in the journal. */
    int acknowledged() {
        return truth.acknowledged.size();
    }

    /** How many resumable uploads went on after a crash. */
    int resumed() {
        return load.tus().resumed();
    }

    /** How many renditions were answered. */
    int renditions() {
        return load.renditions();
    }

    /**
     * Waits so many milliseconds, and until something was acknowledged, where a slow machine takes longer for that; in a long life also
     * until there are workers and renditions.
     */
    private void awaitLoad(int milliseconds, int acknowledgements, boolean isLong) {
        int enough = truth.acknowledged.size() + acknowledgements;
        int made = load.renditions() + (isLong ? 1 + random.nextInt(5) : 0);
        long deadline = System.nanoTime() + 5_000_000_000L;
        LockSupport.parkNanos(milliseconds * 1_000_000L);
        while ((truth.acknowledged.size() < enough || load.renditions() < made) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void awaitScan(ServerProcess server) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 60_000_000_000L;
        String status = server.apiText("/v1/status");
        while (!status.contains("\"phase\":\"done\"")
                || status.contains("\"phase\":\"reading\"")
                || status.contains("\"phase\":\"removing\"")
                || !status.contains("\"pending\":0")) {
            assertThat(System.nanoTime()).as(status).isLessThan(deadline);
            LockSupport.parkNanos(30_000_000);
            status = server.apiText("/v1/status");
        }
    }
}
