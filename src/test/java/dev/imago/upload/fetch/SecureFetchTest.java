package dev.imago.upload.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsServer;
import dev.imago.image.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import javax.net.SocketFactory;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetches over TLS from a real server, whose certificate is for one name. */
class SecureFetchTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    Path folder;

    private HttpsServer server;
    private SSLContext trusting;

    /** What the client named in its first message. */
    private volatile List<SNIServerName> named = List.of();

    @BeforeEach
    void start() throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=test",
                        "-ext",
                        "san=dns:images.example",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        trusting = context(keys, trusted);
        server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(trusting));
        server.createContext("/", exchange -> {
            named = ((ExtendedSSLSession) ((HttpsExchange) exchange).getSSLSession()).getRequestedServerNames();
            byte[] body = "bytes".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private static SSLContext context(KeyStore keys, KeyStore trusted) throws Exception {
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        var others = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        others.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), others.getTrustManagers(), null);
        return context;
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void a_certificate_that_is_trusted_and_for_the_name_is_accepted_and_the_name_is_sent_in_the_clear() {
        assertThat(fetch("images.example", trusting::getSocketFactory)).isEqualTo("bytes");
        assertThat(named).hasSize(1);
        assertThat(new String(named.getFirst().getEncoded(), StandardCharsets.US_ASCII))
                .isEqualTo("images.example");
    }

    @Test
    void a_certificate_for_another_name_is_refused() {
        assertRefused("other.example", trusting::getSocketFactory);
        assertRefused("127.0.0.1", trusting::getSocketFactory);
    }

    @Test
    void a_certificate_that_nobody_vouches_for_is_refused() {
        assertRefused("images.example", SSLSocketFactory::getDefault);
    }

    private void assertRefused(String host, Supplier<SocketFactory> tls) {
        assertThatThrownBy(() -> fetch(host, tls))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.BAD_UPSTREAM));
    }

    private String fetch(String host, Supplier<SocketFactory> tls) {
        var settings = new FetchSettings(
                true, List.of(AllowedNetwork.parse("127.0.0.0/8")), AnyPort.ALL, Duration.ofSeconds(20), 16);
        var fetcher = new Fetcher(settings, name -> new InetAddress[] {InetAddress.getByName("127.0.0.1")}, tls);
        return fetcher.fetch("https://" + host + ":" + server.getAddress().getPort() + "/a.jpg", found -> {
            try {
                return new String(found.body().readAllBytes(), StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
