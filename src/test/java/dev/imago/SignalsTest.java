package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running server does when it is told to stop or to read its configuration again, and when another one wants its place. */
@Tag("slow")
final class SignalsTest {
    private static final int LARGE = 40_000_000;

    @TempDir
    Path directory;

    private Path site() throws IOException {
        return Files.createDirectories(directory.resolve("site"));
    }

    private Path log() {
        return directory.resolve("server.log");
    }

    @Test
    void at_sigterm_a_slow_download_gets_all_of_its_bytes_and_nobody_else_comes_in() throws Exception {
        byte[] large = large();
        Files.write(site().resolve("large.png"), large);
        try (ServerProcess server = ServerProcess.serve(site(), log(), Map.of("IMAGO_GRACE", "20s"));
                Socket slow = download(server, "/large.png")) {
            InputStream in = slow.getInputStream();
            byte[] start = in.readNBytes(100_000);
            server.signal("TERM");
            Until.so("new connections are refused", () -> refused(server));
            assertThat(server.alive()).as("the answer under way is waited for").isTrue();
            byte[] rest = in.readAllBytes();
            assertThat(body(start, rest)).isEqualTo(Digest.of(large));
            assertThat(server.exitStatus()).isZero();
        }
        assertThat(Files.readString(log())).doesNotContain("Exception", "WARN", "ERROR");
    }

    @Test
    void a_download_that_does_not_end_holds_up_a_stopping_server_for_the_grace_and_no_longer() throws Exception {
        Files.write(site().resolve("large.png"), large());
        try (ServerProcess server = ServerProcess.serve(site(), log(), Map.of("IMAGO_GRACE", "1s"));
                Socket stuck = download(server, "/large.png")) {
            assertThat(stuck.getInputStream().readNBytes(1000)).hasSize(1000);
            long start = System.nanoTime();
            assertThat(server.stop()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(10));
        }
        assertThat(Files.readString(log())).contains("at the end of the grace and are cut off: 1");
    }

    @Test
    void at_sighup_routes_policy_and_certificates_change_at_once_under_load_and_a_bad_file_changes_nothing()
            throws Exception {
        byte[] one = Samples.png(8, 8, 1);
        byte[] two = Samples.png(8, 8, 2);
        Files.write(Files.createDirectories(site().resolve("one")).resolve("x.png"), one);
        Files.write(Files.createDirectories(site().resolve("two")).resolve("x.png"), two);
        certify("first");
        certify("second");
        install("first");
        Path file = directory.resolve("imago.yaml");
        Files.writeString(file, configuration("one", 100));
        try (ServerProcess server = ServerProcess.configured(file, log());
                Load<Integer> load = new Load<>()) {
            Map<String, Integer> policies =
                    Map.of(Digest.of(one).etag(), 100, Digest.of(two).etag(), 200);
            AtomicInteger answers = new AtomicInteger();
            for (int i = 0; i < 4; i++) {
                load.client(() -> {
                    while (load.on()) {
                        requireConsistent(server.get("/pic/x.png"), policies);
                        answers.incrementAndGet();
                    }
                    return answers.get();
                });
            }
            assertThat(presented(server)).isEqualTo("CN=first");
            for (int round = 1; round <= 4; round++) {
                boolean second = round % 2 == 1;
                Files.writeString(file, second ? configuration("two", 200) : configuration("one", 100));
                int before = answers.get();
                Until.so("under load", () -> answers.get() > before + 20);
                server.signal("HUP");
                String expected = Digest.of(second ? two : one).etag();
                Until.so("the other route", () -> etag(server).equals(expected));
            }
            install("second");
            server.signal("HUP");
            Until.so("the other certificate", () -> presented(server).equals("CN=second"));

            Files.writeString(
                    file, configuration("two", 200).replace(" max-age:", " immutable: perhaps\n      max-agee:"));
            server.signal("HUP");
            Until.so("the refusal", () -> Files.readString(log()).contains("is refused"));
            assertThat(Files.readString(log()))
                    .contains("the configuration is refused and the old one stays")
                    .contains(file + ":10: routes[0].delivery.immutable: \"perhaps\"; expected true or false")
                    .contains(file + ":11: routes[0].delivery.max-agee: unknown key; did you mean \"max-age\"?");
            assertThat(etag(server)).isEqualTo(Digest.of(one).etag());

            Files.writeString(file, configuration("two", 200) + "node: other\n");
            server.signal("HUP");
            Until.so(
                    "a good file again",
                    () -> etag(server).equals(Digest.of(two).etag()));
            Until.so(
                    "what takes a restart is named",
                    () -> Files.readString(log()).contains("takes a restart: node"));
            assertThat(load.stop()).hasSize(4);
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void a_second_server_on_the_same_data_directory_says_why_it_does_not_start_and_changes_nothing() throws Exception {
        Files.write(site().resolve("x.png"), Samples.png(8, 8, 1));
        try (ServerProcess server = ServerProcess.serve(site(), log(), Map.of())) {
            Ledger.awaitQuiet(server);
            Map<String, String> before = snapshot(site());
            Path said = directory.resolve("second.log");
            Process second = ServerProcess.launch(List.of(site().toString()), said, Map.of());
            assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isEqualTo(1);
            assertThat(second.inputReader().readAllAsString()).isEmpty();
            assertThat(Files.readString(said))
                    .isEqualTo("imago: the data directory " + site().resolve(".imago")
                            + " is in use by another Imago (process " + server.pid()
                            + "); stop it, or give this one its own with --data\n");
            assertThat(snapshot(site())).isEqualTo(before);
            assertThat(server.get("/x.png").statusCode()).isEqualTo(200);
            assertThat(server.api("PUT", "/v1/images/y.png", Samples.png(8, 8, 2))
                            .statusCode())
                    .isEqualTo(201);
        }
    }

    private static byte[] large() {
        byte[] png = Samples.png(8, 8, 1);
        byte[] noise = new byte[LARGE];
        new Random(1).nextBytes(noise);
        System.arraycopy(png, 0, noise, 0, png.length);
        return noise;
    }

    /** A request whose answer nobody reads yet. */
    private static Socket download(ServerProcess server, String path) throws IOException {
        Socket socket = connect(server);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static Socket connect(ServerProcess server) throws IOException {
        URI url = URI.create(server.publicUrl());
        return new Socket(url.getHost(), url.getPort());
    }

    private static boolean refused(ServerProcess server) {
        try (Socket socket = connect(server)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    private static Digest body(byte[] start, byte[] rest) {
        byte[] all = new byte[start.length + rest.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(rest, 0, all, start.length, rest.length);
        String head = new String(all, 0, 4000, StandardCharsets.ISO_8859_1);
        int from = head.indexOf("\r\n\r\n") + 4;
        return Digest.of(java.util.Arrays.copyOfRange(all, from, all.length));
    }

    private String configuration(String target, int seconds) throws IOException {
        return """
                folder: %s
                api:
                  tls: {certificate: %s, key: %s}
                routes:
                  - name: pictures
                    path: /pic/**
                    rewrite: /%s/$1
                    delivery:
                      cdn-max-age: %ds
                      max-age: %ds
                """.formatted(
                        site(), directory.resolve("tls.crt"), directory.resolve("tls.key"), target, seconds, seconds);
    }

    /** An answer is wholly of the old configuration or wholly of the new one. */
    private static void requireConsistent(HttpResponse<byte[]> answer, Map<String, Integer> policies) {
        assertThat(answer.statusCode()).isEqualTo(200);
        String etag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(etag).isEqualTo(Digest.of(answer.body()).etag());
        int seconds = policies.get(etag);
        assertThat(answer.headers().firstValue("Cache-Control").orElseThrow()).contains("max-age=" + seconds + ",");
        assertThat(answer.headers().firstValue("CDN-Cache-Control").orElseThrow())
                .contains("max-age=" + seconds);
    }

    private static String etag(ServerProcess server) throws Exception {
        return server.get("/pic/x.png").headers().firstValue("ETag").orElse("");
    }

    /** A self-signed certificate with this common name. */
    private void certify(String name) throws Exception {
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-256",
                        "-nodes",
                        "-days",
                        "30",
                        "-subj",
                        "/CN=" + name,
                        "-keyout",
                        directory.resolve(name + ".key").toString(),
                        "-out",
                        directory.resolve(name + ".crt").toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("openssl.log").toFile())
                .start();
        assertThat(openssl.waitFor()).isZero();
    }

    private void install(String name) throws IOException {
        for (String kind : List.of(".key", ".crt")) {
            Files.copy(
                    directory.resolve(name + kind),
                    directory.resolve("tls" + kind),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The subject of the certificate that the api listener shows. */
    private static String presented(ServerProcess server) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustsAll()}, null);
        URI url = URI.create(server.apiUrl());
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(url.getHost(), url.getPort())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        }
    }

    /** Every file with its size and times. */
    private static Map<String, String> snapshot(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.toList()) {
                files.put(
                        folder.relativize(file).toString(),
                        Files.readAttributes(file, "fileKey,size,lastModifiedTime")
                                .toString());
            }
        }
        return files;
    }

    private static final class TrustsAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
