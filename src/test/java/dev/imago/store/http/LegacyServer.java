package dev.imago.store.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A real nginx with a folder of images, as old image servers are, and with some of their habits. */
public final class LegacyServer implements AutoCloseable {
    private static final Path SCRIPT = Path.of("testserver", "nginx").toAbsolutePath();

    /** Long ago, so that a file's time tells its versions apart at once; grows with each file. */
    private static final AtomicLong LAST_CHANGE =
            new AtomicLong(Instant.parse("2020-01-01T00:00:00Z").getEpochSecond());

    private final Path folder;
    private final Path log;
    private final int port;
    private final int securePort;
    private ProcessHandle process;

    /** @param folder for the images and all else */
    public LegacyServer(Path folder) throws IOException {
        this.folder = folder;
        this.log = folder.resolve("requests.log");
        this.port = freePort();
        this.securePort = freePort();
        Files.createDirectories(images());
        Files.writeString(config(), text());
        this.process = start();
    }

    private Path config() {
        return folder.resolve("legacy.conf");
    }

    private String text() throws IOException {
        boolean root = (Integer) Files.getAttribute(folder, "unix:uid") == 0;
        String secure = """
                server {
                    listen 127.0.0.1:%d ssl http2;
                    ssl_certificate %s;
                    ssl_certificate_key %s;
                    root %s;
                  }
                """.formatted(securePort, folder.resolve("cert.pem"), folder.resolve("key.pem"), images());
        return """
                worker_processes 1;
                %1$s
                events { worker_connections 256; }
                http {
                  log_format seen '$request_method $request_uri host=$http_host auth=$http_authorization '
                                  'coding=$http_accept_encoding range=$http_range $status';
                  access_log %2$s seen;
                  types { image/jpeg jpg; image/png png; image/svg+xml svg; }
                  gzip on; gzip_types image/svg+xml; gzip_min_length 1;
                  server {
                    listen 127.0.0.1:%3$d;
                    root %4$s;
                    location /whole/ { alias %4$s/; max_ranges 0; }
                    location /timed/ { alias %4$s/; etag off; }
                    location /untold/ { alias %4$s/; etag off; add_header Last-Modified ""; }
                    location /endless/ { alias %4$s/; sub_filter never-there never-there; sub_filter_types *; }
                    location /packed/ { alias %4$s/; gzip_static always; }
                    location /slow/ { alias %4$s/; limit_rate 400k; }
                    location /hour/ { alias %4$s/; expires 1h; }
                    location /here/ { rewrite ^/here/(.*) /$1 redirect; }
                    location /there/ { rewrite ^/there/(.*) http://localhost:%3$d/$1 redirect; }
                    location /round/ { rewrite ^ /round/ redirect; }
                    location /status/404/ { return 404; }
                    location /status/410/ { return 410; }
                    location /status/403/ { return 403; }
                    location /status/401/ { return 401; }
                    location /status/400/ { return 400; }
                    location /status/429/ { add_header Retry-After 7 always; return 429; }
                    location /status/500/ { return 500; }
                    location /status/503/ { add_header Retry-After 20 always; return 503; }
                    location /status/504/ { return 504; }
                    location /status/204/ { return 204; }
                  }
                  %5$s
                }
                """.formatted(
                root ? "user root;" : "", log, port, images(), Files.exists(folder.resolve("key.pem")) ? secure : "");
    }

    /** Serves by TLS as well, with a certificate for 127.0.0.1 that has vouched for itself. @return the certificate */
    public Path secure() throws Exception {
        Path certificate = folder.resolve("cert.pem");
        int status = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-subj",
                        "/CN=legacy",
                        "-addext",
                        "subjectAltName=IP:127.0.0.1",
                        "-days",
                        "2",
                        "-keyout",
                        folder.resolve("key.pem").toString(),
                        "-out",
                        certificate.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException(Files.readString(folder.resolve("openssl.log")));
        }
        close();
        Files.writeString(config(), text());
        process = start();
        return certificate;
    }

    public int port() {
        return port;
    }

    public String url() {
        return "http://127.0.0.1:" + port + "/";
    }

    public String secureUrl() {
        return "https://127.0.0.1:" + securePort + "/";
    }

    public Path images() {
        return folder.resolve("images");
    }

    /** Puts an image there, or replaces it, by a rename; it has a time of its own, long ago. */
    public void put(String key, byte[] bytes) throws IOException {
        put(key, bytes, Instant.ofEpochSecond(LAST_CHANGE.addAndGet(10)));
    }

    public void put(String key, byte[] bytes, Instant time) throws IOException {
        Path file = images().resolve(key);
        Files.createDirectories(file.getParent());
        Path aside = Files.write(Files.createTempFile(folder, "new", ""), bytes);
        Files.setPosixFilePermissions(aside, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setLastModifiedTime(aside, FileTime.from(time));
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    public void remove(String key) throws IOException {
        Files.delete(images().resolve(key));
    }

    /** The requests that it has answered so far. */
    public List<String> requests() {
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it at once, with all of its connections. */
    public void kill() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        process.onExit().join();
        all.forEach(worker -> worker.onExit().join());
    }

    /** Has it serve again, on the same port. */
    public void revive() throws IOException {
        process = start();
    }

    private ProcessHandle start() throws IOException {
        return ProcessHandle.of(Long.parseLong(script("start").strip())).orElseThrow();
    }

    private String script(String what) throws IOException {
        Path out = folder.resolve(what + ".out");
        Process script = new ProcessBuilder(SCRIPT.toString(), what, config().toString(), folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            if (!script.waitFor(60, TimeUnit.SECONDS) || script.exitValue() != 0) {
                throw new IOException("nginx " + what + ": " + Files.readString(out));
            }
        } catch (InterruptedException e) {
            script.destroy();
            throw new IOException(e);
        }
        return Files.readString(out);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() throws IOException {
        script("stop");
    }
}
