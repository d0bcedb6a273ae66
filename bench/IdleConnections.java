import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Some connections that ask ten times a second, alone and among very many that say nothing. */
final class IdleConnections {
    private static final int BUSY = 100;
    private static final long PAUSE = 100_000_000;

    private final URI url;
    private final int seconds;

    IdleConnections(URI url, int seconds) {
        this.url = url;
        this.seconds = seconds;
    }

    void run(int all, ServerFigures figures) throws Exception {
        System.out.println("| " + BUSY + " connections ask ten times a second | requests | median ms | 99th percentile ms | longest ms "
                + "| heap MB | resident MB | threads | open files | data MB |");
        System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        ask(); // warm
        System.out.printf("| alone | %s | %s |%n", ask().cells(), figures.cells());
        List<Connection> idle = new ArrayList<>();
        while (idle.size() < all - BUSY) {
            var connection = new Connection(url);
            connection.get("/small.jpg");
            idle.add(connection);
            if (idle.size() % 1000 == 0) {
                System.err.printf("\r%,d of %,d connections", idle.size(), all);
            }
        }
        System.err.println();
        System.out.printf("| of %,d that are open | %s | %s |%n", all, ask().cells(), figures.cells());
        var late = new Latencies();
        for (Connection connection : idle) {
            late.of(() -> connection.get("/small.jpg"));
            connection.close();
        }
        System.out.printf("| the others, one after the other | %s | %s |%n", late.cells(), figures.cells());
    }

    private Latencies ask() throws Exception {
        var latencies = new Latencies();
        long end = System.nanoTime() + seconds * 1_000_000_000L;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> busy = new ArrayList<>();
            for (int i = 0; i < BUSY; i++) {
                int number = i;
                Callable<Integer> one = () -> ask(end, number, latencies);
                busy.add(threads.submit(one));
            }
            for (Future<Integer> one : busy) {
                one.get();
            }
        }
        return latencies;
    }

    private int ask(long end, int number, Latencies latencies) throws Exception {
        int asked = 0;
        long next = System.nanoTime() + number * PAUSE / BUSY;
        try (var connection = new Connection(url)) {
            for (; next < end; next += PAUSE, asked++) {
                Thread.sleep(Math.max(0, (next - System.nanoTime()) / 1_000_000));
                latencies.of(() -> {
                    if (connection.get("/small.jpg").status() != 200) {
                        throw new IllegalStateException("not 200");
                    }
                });
            }
        }
        return asked;
    }
}
