import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** Uploads and deletes without end, by clients who keep a hundred images each; what the server takes is looked at after every tenth part. */
final class Churn {
    private static final int CLIENTS = 16;
    private static final int KEPT = 100;
    private static final int PARTS = 10;

    private final URI api;
    private final String field;
    private final byte[] image;

    Churn(URI api, String key, byte[] image) {
        this.api = api;
        this.field = "Authorization: Bearer " + key;
        this.image = image;
    }

    void run(int changes, ServerFigures figures) throws Exception {
        System.out.println("| changes | a second | median ms | 99th percentile ms | longest ms | heap MB | resident MB | threads | open files | data MB |");
        System.out.println("|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        List<ArrayDeque<String>> kept = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            kept.add(new ArrayDeque<>());
        }
        for (int part = 1; part <= PARTS; part++) {
            var latencies = new Latencies();
            long begin = System.nanoTime();
            try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
                List<Future<Integer>> all = new ArrayList<>();
                for (ArrayDeque<String> mine : kept) {
                    Callable<Integer> one = () -> change(mine, changes / PARTS / CLIENTS, latencies);
                    all.add(threads.submit(one));
                }
                for (Future<Integer> one : all) {
                    one.get();
                }
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    "| %,d | %.0f | %s | %s |%n",
                    changes / PARTS * part,
                    latencies.count() / seconds,
                    latencies.cells().substring(latencies.cells().indexOf('|') + 2),
                    figures.cells());
        }
    }

    private int change(ArrayDeque<String> kept, int times, Latencies latencies) throws Exception {
        try (var connection = new Connection(api)) {
            for (int i = 0; i < times; i++) {
                boolean put = kept.size() < KEPT / 2 || (kept.size() < KEPT && ThreadLocalRandom.current().nextBoolean());
                String path = put ? "/v1/images/churn/" + Long.toHexString(ThreadLocalRandom.current().nextLong()) + ".jpg" : kept.remove();
                latencies.of(() -> {
                    int status = connection
                            .exchange(put ? "PUT" : "DELETE", path, put ? unique(image) : new byte[0], field)
                            .status();
                    if (status != (put ? 201 : 204)) {
                        throw new IllegalStateException("status " + status);
                    }
                });
                if (put) {
                    kept.add(path);
                }
            }
        }
        return times;
    }

    /** With a digest of its own: what is behind the end of a JPEG changes no pixel. */
    static byte[] unique(byte[] image) {
        byte[] bytes = Arrays.copyOf(image, image.length + 16);
        ByteBuffer.wrap(bytes, image.length, 16)
                .putLong(ThreadLocalRandom.current().nextLong())
                .putLong(System.nanoTime());
        return bytes;
    }
}
