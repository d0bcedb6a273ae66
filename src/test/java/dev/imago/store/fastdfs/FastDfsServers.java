package dev.imago.store.fastdfs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imago.image.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A real FastDFS, by way of {@code testserver/fastdfs}: a tracker, the storages {@code a} and {@code b} of one group, and {@code c} of
 * another. One for all test classes; it ends with the JVM. Where its programs are not installed, tests that need it are skipped:
 * FastDFS is in no distribution.
 */
public final class FastDfsServers {
    private static final int UNAVAILABLE = 69;

    private static final class Shared {
        static final FastDfsServers SERVERS = new FastDfsServers();
    }

    private final Path directory = Path.of(
                    "target", "testserver", "fastdfs-" + ProcessHandle.current().pid())
            .toAbsolutePath();
    private Optional<String> missing = Optional.empty();
    private String tracker = "";

    private FastDfsServers() {
        var said = new StringBuilder();
        int status = run(said, "start", directory.toString());
        if (status == UNAVAILABLE) {
            missing = Optional.of(said.toString().strip());
            return;
        }
        if (status != 0) {
            throw new IllegalStateException(said.toString());
        }
        tracker = said.toString().strip();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> run(new StringBuilder(), "stop", directory.toString())));
    }

    /** The cluster, whole; ends the test class as skipped where it cannot be had. */
    public static FastDfsServers require() {
        FastDfsServers servers = Shared.SERVERS;
        assumeTrue(
                servers.missing.isEmpty(),
                () -> "NO FASTDFS, so nothing of it is proven here: " + servers.missing.orElseThrow());
        return servers;
    }

    /** The cluster, whole, for tests that prove something without it as well; says so where it cannot be had. */
    public static Optional<FastDfsServers> ifInstalled() {
        FastDfsServers servers = Shared.SERVERS;
        servers.missing.ifPresent(why -> System.out.println("NO FASTDFS, so nothing of it is proven here: " + why));
        return servers.missing.isEmpty() ? Optional.of(servers) : Optional.empty();
    }

    /** {@code HOST:PORT} of the tracker. */
    public String tracker() {
        return tracker;
    }

    Address trackerAddress() {
        String[] parts = tracker.split(":", 2);
        return new Address(parts[0], Integer.parseInt(parts[1]));
    }

    /** SIGKILL. */
    public void kill(String node) {
        command("kill", node);
    }

    public void launch(String node) {
        command("launch", node);
    }

    void freeze(String node) {
        command("freeze", node);
    }

    void thaw(String node) {
        command("thaw", node);
    }

    /** Starts what is not running, and waits until the tracker takes all of it for active. */
    public void makeWhole() throws Exception {
        for (String node : List.of("tracker", "a", "b", "c")) {
            launch(node);
        }
        Eventually.holds(Duration.ofSeconds(60), () -> active() == 3);
    }

    /** How many storages the tracker takes for active. */
    long active() {
        try (Deadlines deadlines = new Deadlines();
                Trackers trackers =
                        new Trackers(Ground.settings(Duration.ofSeconds(2), 1, trackerAddress()), deadlines)) {
            return trackers.storages().stream().filter(StorageState::active).count();
        } catch (IOException | Fault away) {
            return 0;
        }
    }

    /** The address of a storage. */
    Address address(String node) {
        String[] parts = command("address", node).strip().split(":", 2);
        return new Address(parts[0], Integer.parseInt(parts[1]));
    }

    /** Which of the two storages of the first group took a file. */
    String taker(FileId file) {
        return file.source().equals(address("a").host())
                ? "a"
                : file.source().equals(address("b").host()) ? "b" : "c";
    }

    /** Where a storage keeps a file. */
    Path fileOf(String node, FileId file) {
        return disk(node).resolve("data").resolve(file.name().substring("M00/".length()));
    }

    /** Where a storage keeps the file of this locator. */
    public Path fileOf(String node, String locator) {
        return fileOf(node, FileId.parse(locator).orElseThrow());
    }

    /** The file system of a storage. */
    Path disk(String node) {
        return directory.resolve(node).resolve("data");
    }

    /** Uploads as another program does, past Imago, and answers the name that FastDFS gives. */
    public String upload(byte[] bytes, String extension) {
        return toStorage("a", connection -> {
            connection.send(
                    new Message(Command.UPLOAD).octet(0xFF).number(bytes.length).padded(extension, 6),
                    ByteBuffer.wrap(bytes));
            return name(connection.fields());
        });
    }

    /** Uploads a file that belongs to another. */
    String uploadSlave(FileId master, String prefix, byte[] bytes) {
        return toStorage(taker(master), connection -> {
            var rest = ByteBuffer.allocate(master.name().length() + bytes.length)
                    .put(master.name().getBytes(StandardCharsets.US_ASCII))
                    .put(bytes)
                    .flip();
            connection.send(
                    new Message(Command.UPLOAD_SLAVE)
                            .number(master.name().length())
                            .number(bytes.length)
                            .padded(prefix, 16)
                            .padded("jpg", 6),
                    rest);
            return name(connection.fields());
        });
    }

    private static String name(Fields fields) throws IOException {
        return fields.text(Message.GROUP) + "/" + fields.text(fields.remaining());
    }

    private <T> T toStorage(String node, Connection.Exchange<T> exchange) {
        try (Deadlines deadlines = new Deadlines();
                Connection connection = Connection.open(address(node), Duration.ofSeconds(5))) {
            return connection.within(Duration.ofSeconds(10), deadlines, exchange);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String command(String verb, String node) {
        var said = new StringBuilder();
        if (run(said, verb, node, directory.toString()) != 0) {
            throw new IllegalStateException(verb + " " + node + ": " + said);
        }
        return said.toString();
    }

    private static int run(StringBuilder said, String... arguments) {
        try {
            Path out = Files.createTempFile("imago-fastdfs", ".out");
            List<String> line = new ArrayList<>(List.of("testserver/fastdfs"));
            line.addAll(List.of(arguments));
            int status = new ProcessBuilder(line)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start()
                    .waitFor();
            said.append(Files.readString(out));
            Files.delete(out);
            return status;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
