import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Very many uploads that come a byte a second, and one client that uploads as others do. */
final class SlowWriters {
    private final URI api;
    private final String field;
    private final byte[] image;

    SlowWriters(URI api, String key, byte[] image) {
        this.api = api;
        this.field = "Authorization: Bearer " + key;
        this.image = image;
    }

    void run(int writers, int seconds, ServerFigures figures) throws Exception {
        System.out.println("| one client that uploads 8 KB ten times a second | uploads | median ms | 99th percentile ms | longest ms "
                + "| heap MB | resident MB | threads | open files | data MB |");
        System.out.println("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        upload(new ArrayList<>(), seconds); // warm
        System.out.printf("| alone | %s | %s |%n", upload(new ArrayList<>(), seconds).cells(), figures.cells());
        List<Connection> slow = new ArrayList<>();
        for (int i = 0; i < writers; i++) {
            var connection = new Connection(api);
            connection.begin("PUT", "/v1/images/slow/" + i + ".jpg", 100_000, field);
            slow.add(connection);
        }
        System.out.printf("| beside %d slow ones | %s | %s |%n", writers, upload(slow, seconds).cells(), figures.cells());
        int open = slow.size();
        System.out.printf("%n%d of the slow ones were cut off after at most %d seconds.%n", writers - open, seconds);
        for (Connection connection : slow) {
            connection.close();
        }
    }

    private Latencies upload(List<Connection> slow, int seconds) throws Exception {
        var latencies = new Latencies();
        long begin = System.nanoTime();
        long last = begin;
        try (var connection = new Connection(api)) {
            for (int i = 0; System.nanoTime() < begin + seconds * 1_000_000_000L; i++, Thread.sleep(90)) {
                String path = "/v1/images/normal/" + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE) + ".jpg";
                latencies.of(() -> {
                    int status = connection.exchange("PUT", path, Churn.unique(image), field).status();
                    if (status != 201) {
                        throw new IllegalStateException("status " + status);
                    }
                });
                if (System.nanoTime() - last > 1_000_000_000L) {
                    last = System.nanoTime();
                    slow.removeIf(SlowWriters::cutOff);
                }
            }
        }
        return latencies;
    }

    private static boolean cutOff(Connection writer) {
        try {
            writer.send(new byte[1]);
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
