import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Very many clients that ask for one image, or one rendition, in the same moment, when nobody had asked for it before. */
final class Herd {
    private final URI url;
    private final ServerFigures figures;

    Herd(URI url, ServerFigures figures) {
        this.url = url;
        this.figures = figures;
    }

    void run(int clients) throws Exception {
        System.out.println("| a herd of " + clients + " | answers | median ms | 99th percentile ms | longest ms | statuses | renditions made |");
        System.out.println("|---|--:|--:|--:|--:|---|--:|");
        for (String path : new String[] {"/cold-1.jpg", "/cold-2.jpg?w=600", "/cold-3.jpg?w=800&format=avif"}) {
            double before = figures.metric("imago_renditions_made_total");
            var latencies = new Latencies();
            Map<Integer, Integer> statuses = rush(path, clients, latencies);
            System.out.printf(
                    "| `%s` | %s | %s | %.0f |%n",
                    path, latencies.cells(), statuses, figures.metric("imago_renditions_made_total") - before);
        }
    }

    private Map<Integer, Integer> rush(String path, int clients, Latencies latencies) throws Exception {
        Map<Integer, Integer> statuses = new TreeMap<>();
        var connected = new CountDownLatch(clients);
        var go = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                threads.submit(() -> {
                    try (var connection = new Connection(url)) {
                        connected.countDown();
                        go.await();
                        latencies.of(() -> {
                            int status = connection.get(path).status();
                            synchronized (statuses) {
                                statuses.merge(status, 1, Integer::sum);
                            }
                        });
                    }
                    return null;
                });
            }
            connected.await();
            go.countDown();
        }
        return statuses;
    }
}
