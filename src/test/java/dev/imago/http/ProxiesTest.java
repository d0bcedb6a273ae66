package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.config.Network;
import dev.imago.http.api.Api;
import dev.imago.http.api.Reply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxiesTest {
    private static final String REQUEST = "GET /who HTTP/1.1\r\nHost: x\r\n%sConnection: close\r\n\r\n";

    private static Serving trusting(String... networks) throws IOException {
        return trusting(Forwarding.X_FORWARDED, networks);
    }

    private static Serving trusting(Forwarding family, String... networks) throws IOException {
        Api api = new Api()
                .add(
                        "GET",
                        "/who",
                        call -> Reply.text(
                                200, call.remote().getHostAddress() + " " + call.origin() + " " + call.requestId()));
        return new Serving(Serving.anywhere().withTrusted(networks).withForwarded(family), api);
    }

    private static String who(Serving serving, String preamble, String headers) throws IOException {
        try (Socket socket = serving.connectApi()) {
            String answer = Serving.talk(socket, preamble + REQUEST.formatted(headers));
            return answer.substring(Math.max(0, answer.lastIndexOf('\n') + 1));
        }
    }

    @Test
    void proxy_v1_is_believed_from_a_trusted_peer() throws IOException {
        try (Serving serving = trusting("127.0.0.0/8")) {
            assertThat(who(serving, "PROXY TCP4 203.0.113.7 192.0.2.1 5555 80\r\n", ""))
                    .startsWith("203.0.113.7 http://x ");
            assertThat(who(serving, "PROXY TCP6 2001:db8::7 2001:db8::1 5555 80\r\n", ""))
                    .startsWith("2001:db8:0:0:0:0:0:7 ");
            assertThat(who(serving, "", "")).startsWith("127.0.0.1 http://x ");
        }
    }

    @Test
    void the_client_of_an_image_in_memory_is_told_by_the_same_proxies() throws IOException {
        try (Serving serving = trusting("127.0.0.0/8")) {
            Queue<String> clients = new ConcurrentLinkedQueue<>();
            serving.hot.put("/hot", request -> {
                clients.add(request.client() + " " + request.authority());
                return Serving.text(200, "image");
            });
            String plain = "GET /hot HTTP/1.1\r\nHost: x\r\n%s\r\n";
            String named = plain.formatted("X-Forwarded-For: 8.8.8.8, 203.0.113.7\r\nX-Request-Id: its-own\r\n");
            for (String preamble : List.of("PROXY TCP4 203.0.113.9 192.0.2.1 5555 80\r\n", "")) {
                try (Socket socket = serving.connect()) {
                    int before = serving.seen.size();
                    // What comes with the PROXY header, or instead of it, is the library's.
                    socket.getOutputStream()
                            .write((preamble + plain.formatted("")).getBytes(StandardCharsets.US_ASCII));
                    Serving.await("the first is answered", () -> serving.seen.size() > before);
                    Serving.talk(socket, plain.formatted("") + named + REQUEST.formatted(""));
                }
            }
            assertThat(clients)
                    .containsExactly(
                            "203.0.113.9 x",
                            "203.0.113.9 x",
                            "203.0.113.9 x",
                            "127.0.0.1 x",
                            "127.0.0.1 x",
                            "203.0.113.7 x");
            assertThat(serving.plain).hasValue(4);
            assertThat(serving.seen)
                    .anyMatch(
                            seen -> seen.id().equals("its-own") && seen.remote().equals("203.0.113.7"));
        }
    }

    @Test
    void proxy_v2_is_believed_from_a_trusted_peer() throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(new byte[] {0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A});
        header.writeBytes(new byte[] {0x21, 0x11, 0, 12});
        header.writeBytes(InetAddress.ofLiteral("203.0.113.9").getAddress());
        header.writeBytes(InetAddress.ofLiteral("192.0.2.1").getAddress());
        header.writeBytes(new byte[] {0x11, 0x11, 0, 80});
        String preamble = header.toString(StandardCharsets.ISO_8859_1);
        try (Serving serving = trusting("127.0.0.1")) {
            assertThat(who(serving, preamble, "")).startsWith("203.0.113.9 ");
        }
        try (Serving serving = trusting("10.0.0.0/8");
                Socket socket = serving.connectApi()) {
            assertThat(Serving.talk(socket, preamble + REQUEST.formatted(""))).doesNotContain("203.0.113.9");
            assertThat(serving.seen).isEmpty();
        }
    }

    @Test
    void a_proxy_header_of_a_stranger_ends_the_connection() throws IOException {
        for (String[] networks : List.of(new String[0], new String[] {"10.0.0.0/8"})) {
            try (Serving serving = trusting(networks);
                    Socket socket = serving.connectApi()) {
                String answer =
                        Serving.talk(socket, "PROXY TCP4 203.0.113.7 192.0.2.1 5555 80\r\n" + REQUEST.formatted(""));
                assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("203.0.113.7");
                assertThat(serving.seen).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Forwarded: for=203.0.113.7;proto=https;host=img.example.org|203.0.113.7 https://img.example.org",
                "Forwarded: for=\"[2001:db8::7]:4711\";proto=https|2001:db8:0:0:0:0:0:7 https://x",
                "Forwarded: for=1.2.3.4, for=203.0.113.7;proto=https, for=127.0.0.1;proto=http|203.0.113.7 https://x",
                "X-Forwarded-For: 1.2.3.4, 203.0.113.7|203.0.113.7 http://x",
                "X-Forwarded-For: 203.0.113.7:4711|203.0.113.7 http://x",
                "X-Forwarded-For: 203.0.113.7, 127.0.0.2|203.0.113.7 http://x",
                "X-Forwarded-Proto: https|127.0.0.1 https://x",
                "X-Forwarded-For: 203.0.113.7\\r\\nX-Forwarded-Host: evil|203.0.113.7 http://x",
                "X-Forwarded-For: unknown|127.0.0.1 http://x",
                "Forwarded: for=unknown;proto=gopher|127.0.0.1 http://x"
            })
    void forwarded_is_believed_up_to_the_first_stranger(String header, String expected) throws IOException {
        Forwarding family = header.startsWith("F") ? Forwarding.FORWARDED : Forwarding.X_FORWARDED;
        try (Serving serving = trusting(family, "127.0.0.0/8")) {
            assertThat(who(serving, "", header.replace("\\r\\n", "\r\n") + "\r\n"))
                    .startsWith(expected + " ");
        }
    }

    @Test
    void forwarded_and_request_ids_of_strangers_are_ignored() throws IOException {
        try (Serving serving = trusting()) {
            String who = who(
                    serving,
                    "",
                    "Forwarded: for=1.2.3.4;proto=https;host=evil\r\nX-Forwarded-For: 1.2.3.4\r\nX-Request-Id: mine\r\n");
            assertThat(who).startsWith("127.0.0.1 http://x ").doesNotContain("mine");
        }
        try (Serving serving = trusting("127.0.0.1")) {
            assertThat(who(serving, "", "X-Request-Id: mine\r\n")).endsWith(" mine");
        }
    }

    @Test
    void what_the_proxy_does_not_write_is_the_clients_own_and_ignored() throws IOException {
        String both = "X-Forwarded-For: 203.0.113.7\r\nForwarded: for=203.0.113.8;proto=https;host=evil\r\n";
        try (Serving serving = trusting("127.0.0.1")) {
            assertThat(who(serving, "", both)).startsWith("203.0.113.7 http://x ");
        }
        try (Serving serving = trusting(Forwarding.FORWARDED, "127.0.0.1")) {
            assertThat(who(serving, "", both)).startsWith("203.0.113.8 https://evil ");
        }
        try (Serving serving = trusting(Forwarding.NONE, "127.0.0.1")) {
            assertThat(who(serving, "", both)).startsWith("127.0.0.1 http://x ");
        }
    }

    @Test
    void who_claims_a_trusted_address_is_not_exempt_from_rates_but_a_trusted_peer_is() {
        InetAddress peer = InetAddress.ofLiteral("127.0.0.1");
        TrustedProxies proxies = new TrustedProxies(List.of(Network.parse("127.0.0.0/8")), Forwarding.X_FORWARDED);
        Map<String, Optional<String>> claim = Map.of("X-Forwarded-For", Optional.of("127.0.0.1"));
        assertThat(proxies.client(peer, "http", "x", name -> claim.getOrDefault(name, Optional.empty()))
                        .exempt())
                .isFalse();
        assertThat(proxies.client(peer, "http", "x", name -> Optional.empty()).exempt())
                .isTrue();
    }

    @Test
    void a_network_contains_its_addresses_and_no_others() {
        Network network = Network.parse("10.1.2.0/23");
        assertThat(network.contains(InetAddress.ofLiteral("10.1.3.255"))).isTrue();
        assertThat(network.contains(InetAddress.ofLiteral("10.1.4.0"))).isFalse();
        assertThat(network.contains(InetAddress.ofLiteral("::1"))).isFalse();
        assertThat(Network.parse("::/0").contains(InetAddress.ofLiteral("2001:db8::1")))
                .isTrue();
        assertThat(new TrustedProxies(List.of(), Forwarding.X_FORWARDED)
                        .client(InetAddress.getLoopbackAddress(), "http", "h", Map.<String, Optional<String>>of()::get))
                .isEqualTo(new Client(InetAddress.getLoopbackAddress(), false, false, "http", "h"));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/33", "example.org", "10.0.0.0/x", "''", "10.0.0/8"})
    void what_is_no_network_is_refused(String text) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Network.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("10.0.0.0/8");
    }
}
