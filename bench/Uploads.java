import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Puts images to a server, by as many clients as told, each over one connection that it keeps and one after the other; or writes them to a
 * folder with an fsync each, as the measure of the disk. Prints uploads per second, and the median and the 99th percentile in milliseconds.
 *
 * <pre>
 *   java Uploads.java URL|FOLDER PREFIX IMAGE CLIENTS SECONDS [KEY]
 * </pre>
 *
 * Every upload has a name and bytes of its own: what is behind the end of a JPEG changes no pixel.
 */
public final class Uploads {
    private final String target;
    private final String prefix;
    private final byte[] image;
    private final long end;
    private final String[] fields;

    private Uploads(String[] args) throws IOException {
        this.target = args[0];
        this.prefix = args[1];
        this.image = Files.readAllBytes(Path.of(args[2]));
        this.end = System.nanoTime() + (long) (Double.parseDouble(args[4]) * 1e9);
        this.fields = args.length > 5 ? new String[] {"Authorization: Bearer " + args[5]} : new String[0];
    }

    public static void main(String[] args) throws Exception {
        var uploads = new Uploads(args);
        int clients = Integer.parseInt(args[3]);
        List<Long> nanos = new ArrayList<>();
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
            List<Future<List<Long>>> all = new ArrayList<>();
            for (int client = 0; client < clients; client++) {
                int number = client;
                Callable<List<Long>> work =
                        args[0].startsWith("http") ? () -> uploads.toServer(number) : () -> uploads.toFolder(number);
                all.add(threads.submit(work));
            }
            for (Future<List<Long>> one : all) {
                nanos.addAll(one.get());
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.printf(
                "%.0f %.2f %.2f%n",
                sorted.length / seconds, sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 99 / 100] / 1e6);
    }

    private List<Long> toServer(int client) throws IOException {
        List<Long> nanos = new ArrayList<>();
        URI uri = URI.create(target);
        try (var connection = new Connection(uri)) {
            for (int i = 0; System.nanoTime() < end; i++) {
                long begin = System.nanoTime();
                int status = connection
                        .exchange("PUT", uri.getPath() + prefix + client + "/" + i + ".jpg", unique(), fields)
                        .status();
                if (status != 201) {
                    throw new IOException("status " + status);
                }
                nanos.add(System.nanoTime() - begin);
            }
        }
        return nanos;
    }

    private List<Long> toFolder(int client) throws IOException {
        List<Long> nanos = new ArrayList<>();
        Path folder = Files.createDirectories(Path.of(target, prefix + client));
        try (FileChannel directory = FileChannel.open(folder)) {
            for (int i = 0; System.nanoTime() < end; i++) {
                long begin = System.nanoTime();
                try (var file = FileChannel.open(folder.resolve(i + ".jpg"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                    file.write(ByteBuffer.wrap(unique()));
                    file.force(true);
                }
                directory.force(true);
                nanos.add(System.nanoTime() - begin);
            }
        }
        return nanos;
    }

    private byte[] unique() {
        byte[] bytes = Arrays.copyOf(image, image.length + 16);
        ByteBuffer.wrap(bytes, image.length, 16)
                .putLong(ThreadLocalRandom.current().nextLong())
                .putLong(System.nanoTime());
        return bytes;
    }
}
