package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.http.api.Api;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsTest {
    @TempDir
    private Path folder;

    private Path pem(String name) {
        return folder.resolve(name);
    }

    private void openssl(String... arguments) throws Exception {
        var command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.log").toFile())
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .describedAs(Files.readString(folder.resolve("openssl.log")))
                .isZero();
    }

    /** Makes a self-signed certificate for localhost. */
    private void certify(String name) throws Exception {
        openssl(
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
                "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1",
                "-keyout",
                pem(name + ".key").toString(),
                "-out",
                pem(name + ".crt").toString());
    }

    private SSLContext trusting(Path certificate) throws Exception {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        try (var in = Files.newInputStream(certificate)) {
            Certificate known = CertificateFactory.getInstance("X.509").generateCertificate(in);
            trust.setCertificateEntry("it", known);
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private HttpResponse<String> get(Serving serving, Path certificate, HttpClient.Version version) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(trusting(certificate))
                .version(version)
                .build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(serving.server.publicUrl() + "/a"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private Serving serving(boolean tls12) throws IOException {
        return new Serving(
                Serving.anywhere().withTls(new TlsSettings(pem("in-use.crt"), pem("in-use.key"), tls12)), new Api());
    }

    private void install(String name) throws IOException {
        Files.copy(pem(name + ".key"), pem("in-use.key"), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(pem(name + ".crt"), pem("in-use.crt"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void what_is_in_memory_is_answered_over_tls_however_many_ask_at_once() throws Exception {
        certify("one");
        install("one");
        byte[] image = new byte[20_000];
        String asked = "GET /hot HTTP/1.1\r\nHost: localhost:1\r\n\r\n".repeat(600);
        String last = "GET /hot HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n";
        try (Serving serving = serving(false);
                Socket socket = trusting(pem("one.crt"))
                        .getSocketFactory()
                        .createSocket(
                                "127.0.0.1", serving.server.publicAddress().getPort())) {
            serving.hot.put("/hot", _ -> Serving.memory(200, image));
            Thread writing = Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write((asked + last).getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            String all = Serving.readAll(socket);
            writing.join();
            assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(602);
            assertThat(all.split(new String(image, StandardCharsets.US_ASCII), -1))
                    .hasSize(602);
            assertThat(serving.plain.get()).isGreaterThan(2);
        }
    }

    /** Pages would go past the encryption. */
    @Test
    void what_lies_in_pages_is_encrypted_as_all_else() throws Exception {
        certify("one");
        install("one");
        byte[] bytes = "b".repeat(60_000).getBytes(StandardCharsets.US_ASCII);
        byte[] pages = "p".repeat(60_000).getBytes(StandardCharsets.US_ASCII);
        try (Serving serving = serving(false)) {
            serving.hot.put("/torn", _ -> Serving.answer(200, 60_000, HotPagesTest.torn(bytes, pages)));
            for (HttpClient.Version version : HttpClient.Version.values()) {
                try (HttpClient client = HttpClient.newBuilder()
                        .sslContext(trusting(pem("one.crt")))
                        .version(version)
                        .build()) {
                    HttpRequest request = HttpRequest.newBuilder(URI.create(serving.server.publicUrl() + "/torn"))
                            .build();
                    for (int i = 0; i < 2; i++) {
                        assertThat(client.send(request, HttpResponse.BodyHandlers.ofByteArray())
                                        .body())
                                .isEqualTo(bytes);
                    }
                }
            }
        }
    }

    @Test
    void http_2_is_chosen_by_alpn_and_http_1_spoken_too() throws Exception {
        certify("one");
        install("one");
        try (Serving serving = serving(false)) {
            serving.hot.put("/a", request -> Serving.text(200, "hot at " + request.authority()));
            var second = get(serving, pem("one.crt"), HttpClient.Version.HTTP_2);
            assertThat(second.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(second.body()).startsWith("hot at 127.0.0.1:");
            var first = get(serving, pem("one.crt"), HttpClient.Version.HTTP_1_1);
            assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(first.body()).isEqualTo(second.body());
            assertThat(first.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void an_http_2_client_is_answered_wherever_its_beginning_is_split() throws Exception {
        certify("one");
        install("one");
        try (Serving serving = serving(false)) {
            serving.hot.put("/a", request -> Serving.text(200, "a"));
            SSLContext context = trusting(pem("one.crt"));
            SplitBeginning.assertAnswered("https", serving, () -> secure(context, serving));
        }
    }

    private static SSLSocket secure(SSLContext context, Serving serving) throws IOException {
        int port = serving.server.publicAddress().getPort();
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    void tls_1_2_is_spoken_only_if_allowed(boolean allowed, boolean spoken) throws Exception {
        certify("one");
        install("one");
        try (Serving serving = serving(allowed);
                SSLSocket socket = (SSLSocket) trusting(pem("one.crt"))
                        .getSocketFactory()
                        .createSocket(
                                "127.0.0.1", serving.server.publicAddress().getPort())) {
            socket.setEnabledProtocols(new String[] {"TLSv1.2"});
            if (spoken) {
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
            } else {
                assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
            }
        }
    }

    @Test
    void a_changed_certificate_is_taken_up_and_a_bad_one_refused() throws Exception {
        certify("one");
        certify("two");
        install("one");
        try (Serving serving = serving(false)) {
            serving.hot.put("/a", request -> Serving.text(200, "a"));
            assertThat(get(serving, pem("one.crt"), HttpClient.Version.HTTP_1_1).statusCode())
                    .isEqualTo(200);
            install("two");
            Serving.await("the new certificate", () -> answers(serving, "two.crt"));
            assertThat(answers(serving, "one.crt")).isFalse();
            Files.copy(pem("one.key"), pem("in-use.key"), StandardCopyOption.REPLACE_EXISTING);
            java.util.concurrent.locks.LockSupport.parkNanos(1_500_000_000L);
            assertThat(answers(serving, "two.crt")).isTrue();
            install("one");
            Serving.await("a good pair again", () -> answers(serving, "one.crt"));
        }
    }

    private boolean answers(Serving serving, String certificate) {
        try {
            return get(serving, pem(certificate), HttpClient.Version.HTTP_1_1).statusCode() == 200;
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void keys_of_every_usual_form_are_read() throws Exception {
        certify("ec");
        openssl("ec", "-in", pem("ec.key").toString(), "-out", pem("sec1.key").toString());
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-subj",
                "/CN=r",
                "-keyout",
                pem("rsa.key").toString(),
                "-out",
                pem("rsa.crt").toString());
        openssl(
                "rsa",
                "-traditional",
                "-in",
                pem("rsa.key").toString(),
                "-out",
                pem("pkcs1.key").toString());
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ed25519",
                "-nodes",
                "-subj",
                "/CN=e",
                "-keyout",
                pem("ed.key").toString(),
                "-out",
                pem("ed.crt").toString());
        assertThat(Files.readString(pem("sec1.key"))).contains("BEGIN EC PRIVATE KEY");
        assertThat(Files.readString(pem("pkcs1.key"))).contains("BEGIN RSA PRIVATE KEY");
        for (String pair : List.of("ec ec", "ec sec1", "rsa rsa", "rsa pkcs1", "ed ed")) {
            String[] names = pair.split(" ");
            assertThat(PemFiles.keyStore(pem(names[0] + ".crt"), pem(names[1] + ".key"))
                            .size())
                    .describedAs(pair)
                    .isEqualTo(1);
        }
        assertThatThrownBy(() -> PemFiles.keyStore(pem("ec.crt"), pem("rsa.key")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is not that of the certificate");
        assertThatThrownBy(() -> PemFiles.keyStore(pem("ec.key"), pem("ec.key")))
                .hasMessageContaining("no certificate");
        openssl(
                "pkey",
                "-aes256",
                "-passout",
                "pass:x",
                "-in",
                pem("ec.key").toString(),
                "-out",
                pem("locked.key").toString());
        assertThatThrownBy(() -> PemFiles.keyStore(pem("ec.crt"), pem("locked.key")))
                .hasMessageContaining("encrypted");
    }
}
