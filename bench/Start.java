import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Times a start: {@code java bench/Start.java HOST:PORT PATH COMMAND...} starts the command, asks for the path until the answer is a
 * 200 and read to its end, and prints the milliseconds from the start of the process until then, and the server's memory in KiB. Then it
 * ends the process.
 */
final class Start {
    private static final long PATIENCE_SECONDS = 60;

    private Start() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        String[] address = args[0].split(":");
        var server = new InetSocketAddress(address[0], Integer.parseInt(address[1]));
        var builder = new ProcessBuilder(List.of(args).subList(2, args.length))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        long began = System.nanoTime();
        Process process = builder.start();
        try {
            while (!answers(server, args[1])) {
                if (!process.isAlive() || System.nanoTime() - began > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                    throw new IOException("the server does not answer");
                }
                TimeUnit.MILLISECONDS.sleep(4); // more often would take the cores away from what is measured
            }
            System.out.println((System.nanoTime() - began) / 1_000_000 + " " + memory(process.pid()));
        } finally {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static boolean answers(InetSocketAddress server, String path) {
        try (var socket = new Socket()) {
            socket.connect(server);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 200");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static long memory(long pid) throws IOException {
        for (String line : java.nio.file.Files.readAllLines(java.nio.file.Path.of("/proc/" + pid + "/status"))) {
            if (line.startsWith("VmRSS")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        return 0;
    }
}
