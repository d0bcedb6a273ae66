import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a server takes, told by itself and by the system. */
final class ServerFigures {
    private final URI api;
    private final String key;
    private final long pid;
    private final Path data;
    private final HttpClient client = HttpClient.newHttpClient();

    /** @param data the server's folder of catalog and caches */
    ServerFigures(URI api, String key, long pid, Path data) {
        this.api = api;
        this.key = key;
        this.pid = pid;
        this.data = data;
    }

    /** Cells of a table: live heap after a collection, resident memory, threads, open files, size of the data folder. */
    String cells() throws Exception {
        new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), "GC.run")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
        return "%.0f | %.0f | %d | %d | %.1f"
                .formatted(
                        metric("jvm_memory_used_bytes{area=\"heap\"") / 1e6,
                        status("VmRSS") / 1e3,
                        status("Threads"),
                        openFiles(),
                        size() / 1e6);
    }

    /** The sum of all samples whose line begins so. */
    double metric(String begin) throws Exception {
        var request = HttpRequest.newBuilder(api.resolve("/metrics")).header("Authorization", "Bearer " + key).build();
        return client.send(request, HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(begin))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private long status(String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith(field + ":")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("no " + field);
    }

    private long openFiles() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return all.count();
        }
    }

    private long size() throws IOException {
        try (Stream<Path> all = Files.walk(data)) {
            return all.mapToLong(path -> path.toFile().isFile() ? path.toFile().length() : 0).sum();
        }
    }
}
