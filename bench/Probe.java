import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a server for random images of a folder that {@code Fill.java} made, at a fixed rate, and watches its scan:
 * {@code java bench/Probe.java PUBLIC API KEY PID FILES DIRECTORIES RATE}. Ends when the scan is done and the same load has run for
 * {@value #QUIET_SECONDS} seconds more. Prints a progress line on stderr and `name value` lines on stdout. Latency counts from the
 * moment at which a request was due, whatever became of those before it: a connection for each that is under way.
 */
final class Probe {
    private static final int QUIET_SECONDS = 20;
    private static final int MOST_SAMPLES = 2_000_000;
    private static final Pattern SCAN = Pattern.compile("\"scans\":\\[\\{(.*?)}");

    private final URI publicUrl;
    private final int files;
    private final int directories;
    private final long[] samples = new long[MOST_SAMPLES];
    private int count;
    private long slowest;
    private long slowestAt;
    private final Deque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

    private Probe(URI publicUrl, int files, int directories) {
        this.publicUrl = publicUrl;
        this.files = files;
        this.directories = directories;
    }

    public static void main(String[] args) throws Exception {
        var probe = new Probe(URI.create(args[0]), Integer.parseInt(args[4]), Integer.parseInt(args[5]));
        probe.run(URI.create(args[1]), args[2], Path.of("/proc/" + args[3] + "/status"), 1_000_000_000L / Integer.parseInt(args[6]));
    }

    private void run(URI api, String key, Path process, long interval) throws Exception {
        long start = System.nanoTime();
        long seen = -1;
        boolean scanning = true;
        long maxRss = 0;
        long end = Long.MAX_VALUE;
        long nextLook = start;
        for (long due = start; due < end; due += interval) {
            while (System.nanoTime() < due) {
                Thread.sleep(0, 200_000);
            }
            long asked = due;
            clients.execute(() -> {
                try {
                    ask();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                note(System.nanoTime() - asked, asked - start);
            });
            if (System.nanoTime() < nextLook) {
                continue;
            }
            nextLook += 1_000_000_000L;
            maxRss = Math.max(maxRss, rss(process));
            if (scanning) {
                String scan = scan(api, key);
                long now = number(scan, "seen");
                if (now < seen) {
                    throw new IllegalStateException("the scan's progress went back from " + seen + " to " + now);
                }
                seen = now;
                System.err.printf("\rscan: %,d seen, %,d adopted, %d s, %d MiB ", seen, number(scan, "adopted"), (System.nanoTime() - start) / 1_000_000_000L, maxRss >> 10);
                if (scan.contains("\"phase\":\"done\"")) {
                    System.err.println();
                    double seconds = (System.nanoTime() - start) / 1e9;
                    System.out.printf("scan_seconds %.1f%nscan_rate %.0f%nadopted %d%nfailed %d%n", seconds, seen / seconds, number(scan, "adopted"), number(scan, "failed"));
                    report("scanning");
                    scanning = false;
                    end = System.nanoTime() + QUIET_SECONDS * 1_000_000_000L;
                    due = System.nanoTime();
                    nextLook = due + 1_000_000_000L;
                } else if (scan.contains("\"phase\":\"failed\"") || scan.contains("\"phase\":\"refused\"")) {
                    throw new IllegalStateException(scan);
                }
            }
        }
        report("quiet");
        System.out.printf("max_rss_mib %d%nrss_mib %d%n", maxRss >> 10, rss(process) >> 10);
    }

    private synchronized void note(long nanos, long at) {
        samples[count++] = nanos;
        if (nanos > slowest) {
            slowest = nanos;
            slowestAt = at;
        }
    }

    private synchronized void report(String name) {
        long[] sorted = Arrays.copyOf(samples, count);
        Arrays.sort(sorted);
        System.out.printf("%s_requests %d%n%s_p50_ms %.2f%n%s_p99_ms %.2f%n%s_max_ms %.1f%n%s_max_at_s %.1f%n", name, count, name, sorted[count / 2] / 1e6, name, sorted[(int) (count * 0.99)] / 1e6, name, sorted[count - 1] / 1e6, name, slowestAt / 1e9);
        count = 0;
        slowest = 0;
    }

    private void ask() throws IOException {
        int i = ThreadLocalRandom.current().nextInt(files);
        String path = "/d%04d/%07d.%s".formatted(i % directories, i, new String[] {"jpg", "png", "gif"}[i % 3]);
        Connection connection = idle.poll();
        if (connection == null) {
            connection = new Connection(publicUrl);
        }
        Answer answer = connection.get(path, "");
        if (answer.status != 200) {
            throw new IOException(path + ": " + answer.status);
        }
        idle.push(connection);
    }

    private static String scan(URI api, String key) throws IOException {
        try (var connection = new Connection(api)) {
            String body = new String(connection.get("/v1/status", "Authorization: Bearer " + key + "\r\n").body, StandardCharsets.UTF_8);
            Matcher scan = SCAN.matcher(body);
            if (!scan.find()) {
                return "";
            }
            return scan.group(1);
        }
    }

    private static long number(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":(\\d+)").matcher(json);
        return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    }

    private static long rss(Path status) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private record Answer(int status, byte[] body) {}

    /** A connection that is kept. */
    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream in;

        Connection(URI url) throws IOException {
            socket = new Socket(url.getHost(), url.getPort());
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        }

        Answer get(String path, String header) throws IOException {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n").getBytes(StandardCharsets.US_ASCII));
            int status = Integer.parseInt(line().substring(9, 12));
            int length = 0;
            boolean chunked = false;
            for (String line = line(); !line.isEmpty(); line = line()) {
                String lower = line.toLowerCase(java.util.Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(lower.substring(15).trim());
                }
                chunked |= lower.equals("transfer-encoding: chunked");
            }
            return new Answer(status, chunked ? chunks() : in.readNBytes(length));
        }

        private byte[] chunks() throws IOException {
            var body = new java.io.ByteArrayOutputStream();
            for (int size = Integer.parseInt(line(), 16); size > 0; size = Integer.parseInt(line(), 16)) {
                body.write(in.readNBytes(size));
                line();
            }
            line();
            return body.toByteArray();
        }

        private String line() throws IOException {
            var line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the server hung up");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
