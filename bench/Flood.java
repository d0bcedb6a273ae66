import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/** One address that asks as fast as it can, for what is there, for what is not, and for sizes of its own invention; and another one that does not. */
final class Flood {
    private static final String ATTACKER = "127.0.0.66";
    private static final int CONNECTIONS = 200;

    private final URI url;
    private final Map<String, Integer> outcomes = new TreeMap<>();

    Flood(URI url) {
        this.url = url;
    }

    void run(int seconds) throws Exception {
        System.out.println("| a client that asks 50 times a second | requests | median ms | 99th percentile ms | longest ms |");
        System.out.println("|---|--:|--:|--:|--:|");
        behave(seconds); // warm
        System.out.printf("| alone | %s |%n", behave(seconds).cells());
        var over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                threads.submit(() -> attack(over));
            }
            System.out.printf("| beside the flood | %s |%n", behave(seconds).cells());
            over.set(true);
        }
        System.out.println("\nThe flood of " + CONNECTIONS + " connections was answered: " + outcomes);
    }

    private Latencies behave(int seconds) throws Exception {
        var latencies = new Latencies();
        try (var connection = new Connection(url)) {
            for (long end = System.nanoTime() + seconds * 1_000_000_000L; System.nanoTime() < end; Thread.sleep(20)) {
                latencies.of(() -> {
                    int status = connection.get("/small.jpg").status();
                    if (status != 200) {
                        throw new IllegalStateException("status " + status);
                    }
                });
            }
        }
        return latencies;
    }

    private void attack(AtomicBoolean over) {
        while (!over.get()) {
            try (var connection = new Connection(url, ATTACKER)) {
                while (!over.get()) {
                    count(Integer.toString(connection.get(target()).status()));
                }
            } catch (IOException e) {
                count("hung up on");
            }
        }
    }

    private static String target() {
        var random = ThreadLocalRandom.current();
        return switch (random.nextInt(3)) {
            case 0 -> "/small.jpg";
            case 1 -> "/nothing-" + random.nextInt() + ".jpg";
            default -> "/small.jpg?w=" + random.nextInt(1, 4000);
        };
    }

    private synchronized void count(String outcome) {
        outcomes.merge(outcome, 1, Integer::sum);
    }
}
