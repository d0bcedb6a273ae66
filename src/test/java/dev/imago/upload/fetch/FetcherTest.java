package dev.imago.upload.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.imago.config.ConfigException;
import dev.imago.config.Configurations;
import dev.imago.config.Sources;
import dev.imago.image.Fault;
import dev.imago.image.Fault.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetcherTest {
    private static final List<AllowedNetwork> LOOPBACK = List.of(AllowedNetwork.parse("127.0.0.0/8"));

    private HttpServer server;
    private final AtomicInteger lookups = new AtomicInteger();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        serve("/plain", 200, "bytes of " + "an image");
        server.createContext("/host", exchange -> {
            byte[] host = exchange.getRequestHeaders().getFirst("Host").getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(host);
            exchange.close();
        });
        serve("/gone", 404, "");
        redirect("/hop", "/plain");
        redirect("/circle", "/circle");
        redirect("/inside", "http://10.0.0.7/secret");
        redirect("/file", "file:///etc/passwd");
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void gets_a_body_with_a_length_and_one_in_chunks() {
        assertThat(fetch("/plain")).isEqualTo("bytes of an image");
        assertThat(fetch("/host")).isEqualTo("images.example:" + port());
    }

    @Test
    void follows_redirects_and_looks_every_name_up_once_a_hop() {
        assertThat(fetch("/hop")).isEqualTo("bytes of an image");
        assertThat(lookups.get()).isEqualTo(2);
        assertFault(Kind.BAD_UPSTREAM, "redirects", () -> fetch("/circle"));
    }

    @Test
    void a_redirect_to_an_internal_address_or_another_scheme_is_not_followed() {
        assertFault(Kind.FORBIDDEN, "public Internet", () -> fetch("/inside"));
        assertFault(Kind.INVALID, "http and https", () -> fetch("/file"));
    }

    @Test
    void a_port_that_is_not_allowed_is_refused_before_anything_is_asked() {
        Fetcher fetcher = fetcher(List.of(80, 443));
        assertFault(Kind.FORBIDDEN, "Port " + port() + " of images.example", () -> text(fetcher, url("/plain")));
        assertThat(lookups.get()).isZero();
    }

    @Test
    void a_redirect_to_a_port_that_is_not_allowed_is_not_followed() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            redirect("/elsewhere", "http://127.0.0.1:" + other.getLocalPort() + "/secret");
            redirect("/standard", "http://127.0.0.1/secret");
            Fetcher fetcher = fetcher(List.of(port()));
            assertFault(
                    Kind.FORBIDDEN,
                    "Port " + other.getLocalPort() + " of 127.0.0.1",
                    () -> text(fetcher, url("/elsewhere")));
            assertFault(Kind.FORBIDDEN, "Port 80 of", () -> text(fetcher, url("/standard")));
            other.setSoTimeout(50);
            assertThatThrownBy(other::accept).isInstanceOf(SocketTimeoutException.class);
            assertThat(text(fetcher, url("/hop"))).isEqualTo("bytes of an image");
        }
    }

    @Test
    void only_the_ports_of_the_web_are_allowed_by_default() throws ConfigException {
        var settings = Configurations.read(FetchSettings.class, Sources.none()).settings();
        assertThat(settings.ports()).containsExactly(80, 443);
    }

    @Test
    void another_status_is_told() {
        assertFault(Kind.BAD_UPSTREAM, "404", () -> fetch("/gone"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.0.0.0",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "64:ff9b::a00:1",
                "2002:a00:1::",
                "2001::1",
                "::127.0.0.1"
            })
    void internal_addresses_are_refused(String address) throws UnknownHostException {
        assertThat(new AddressRules(List.of()).permit(InetAddress.getByName(address)))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "2a00:1450:4001::1"})
    void public_addresses_are_permitted(String address) throws UnknownHostException {
        assertThat(new AddressRules(List.of()).permit(InetAddress.getByName(address)))
                .isTrue();
    }

    @Test
    void the_servers_own_public_address_is_refused_unless_it_is_allowed() throws UnknownHostException {
        InetAddress own = InetAddress.getByName("8.8.8.8");
        assertThat(new AddressRules(List.of(), own::equals).permit(own)).isFalse();
        assertThat(new AddressRules(List.of(), own::equals).permit(InetAddress.getByName("8.8.4.4")))
                .isTrue();
        assertThat(new AddressRules(List.of(AllowedNetwork.parse("8.8.8.0/24")), own::equals).permit(own))
                .isTrue();
        assertThat(AddressRules.isOfThisMachine(InetAddress.getLoopbackAddress()))
                .isTrue();
        assertThat(AddressRules.isOfThisMachine(own)).isFalse();
    }

    @Test
    void a_name_with_one_internal_address_among_public_ones_is_refused() {
        Fetcher fetcher = fetcher(List.of(), Duration.ofSeconds(5), "8.8.8.8", "127.0.0.1");
        assertFault(Kind.FORBIDDEN, "not on the public Internet", () -> text(fetcher, url("/plain")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://a/b", "file:///etc/passwd", "http:///x", "http://u:p@host/", "not a url", "//a", ""})
    void other_urls_are_invalid(String url) {
        assertFault(Kind.INVALID, "", () -> text(fetcher(LOOPBACK, Duration.ofSeconds(5), "127.0.0.1"), url));
    }

    @Test
    void a_server_that_drips_bytes_runs_out_of_time() throws IOException {
        try (ServerSocket slow = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> drip(slow));
            Fetcher fetcher = fetcher(LOOPBACK, Duration.ofMillis(400), "127.0.0.1");
            assertFault(
                    Kind.TIMEOUT, "in time", () -> text(fetcher, "http://images.example:" + slow.getLocalPort() + "/"));
        }
    }

    @Test
    void an_answer_that_ends_early_is_no_image() throws IOException {
        try (ServerSocket short_ = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(short_, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"));
            Fetcher fetcher = fetcher(LOOPBACK, Duration.ofSeconds(5), "127.0.0.1");
            assertFault(
                    Kind.BAD_UPSTREAM, "", () -> text(fetcher, "http://images.example:" + short_.getLocalPort() + "/"));
        }
    }

    private static void answer(ServerSocket server, String text) {
        try (Socket client = server.accept()) {
            client.getInputStream().read(new byte[4096]);
            client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes as fast as the other side, which is slow, takes it: the answer never ends. */
    private static void drip(ServerSocket server) {
        try (Socket client = server.accept()) {
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            byte[] zeros = new byte[1024];
            while (true) {
                client.getOutputStream().write(zeros);
            }
        } catch (IOException e) {
            // the fetch gave up, as it should
        }
    }

    private void serve(String path, int status, String text) {
        server.createContext(path, exchange -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private void redirect(String path, String location) {
        server.createContext(path, exchange -> {
            exchange.getResponseHeaders().set("Location", location);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private String url(String path) {
        return "http://images.example:" + port() + path;
    }

    private String fetch(String path) {
        return text(fetcher(LOOPBACK, Duration.ofSeconds(20), "127.0.0.1"), url(path));
    }

    private static String text(Fetcher fetcher, String url) {
        return fetcher.fetch(url, found -> {
            try {
                return new String(found.body().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Fetcher fetcher(List<AllowedNetwork> allowed, Duration timeout, String... addresses) {
        return fetcher(new FetchSettings(true, allowed, AnyPort.ALL, timeout, 16), addresses);
    }

    private Fetcher fetcher(List<Integer> ports) {
        return fetcher(new FetchSettings(true, LOOPBACK, ports, Duration.ofSeconds(20), 16), "127.0.0.1");
    }

    /** With a name service that knows one name; addresses stand for themselves. */
    private Fetcher fetcher(FetchSettings settings, String... addresses) {
        Fetcher.Resolver resolver = host -> {
            lookups.incrementAndGet();
            String[] found = host.equals("images.example") ? addresses : new String[] {host};
            InetAddress[] result = new InetAddress[found.length];
            for (int i = 0; i < found.length; i++) {
                result[i] = InetAddress.getByName(found[i]);
            }
            return result;
        };
        return new Fetcher(settings, resolver, SSLSocketFactory::getDefault);
    }

    private static void assertFault(Kind kind, String message, Runnable action) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).as(fault.message()).isEqualTo(kind);
            assertThat(fault.message()).contains(message);
        });
    }
}
