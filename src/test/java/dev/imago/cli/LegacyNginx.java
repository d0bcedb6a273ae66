package dev.imago.cli;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real nginx as an old site has it: a folder of images, addresses that were renamed long ago, and an access log that it writes itself. */
final class LegacyNginx implements AutoCloseable {
    private static final Path SCRIPT = Path.of("testserver/nginx").toAbsolutePath();

    final Path folder;
    final Path log;
    private final Path config;
    private final int port;

    LegacyNginx(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.log = folder.resolve("access.log");
        this.config = folder.resolve("legacy.conf");
        try (ServerSocket socket = new ServerSocket(0)) {
            this.port = socket.getLocalPort();
        }
        // Its workers read what belongs to whoever runs the tests.
        String user = System.getProperty("user.name").equals("root") ? "user root;" : "";
        Files.writeString(config, """
                %4$s
                worker_processes 1;
                events { worker_connections 64; }
                http {
                  types { image/jpeg jpg jpeg; image/png png; }
                  access_log %1$s combined;
                  server {
                    listen 127.0.0.1:%2$d;
                    root %3$s;
                    location /pic/ { rewrite ^/pic/(.*)$ /upload/$1 last; }
                    location /old/ { rewrite ^/old/(.*)$ /upload/$1 permanent; }
                    location /campaign/ { return 410; }
                  }
                }
                """.formatted(log, port, folder, user));
        run("start");
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Asks as a browser would, whatever the target. */
    void visit(String target) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            String request = "GET " + target + " HTTP/1.1\r\nHost: old.example.com\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getInputStream().readAllBytes();
        }
    }

    private void run(String what) throws IOException {
        Path out = folder.resolve(what + ".out");
        Process process = new ProcessBuilder(SCRIPT.toString(), what, config.toString(), folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("nginx " + what + ": " + Files.readString(out));
            }
        } catch (InterruptedException e) {
            process.destroy();
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        run("stop");
    }
}
