package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imago.config.Network;
import dev.imago.fuzz.Input;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What proxies say of clients: Forwarded, X-Forwarded-For, X-Forwarded-Proto, and a trusted network, a line each. */
final class ForwardedFuzz {
    private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");
    private static final List<Network> TRUSTED = List.of(Network.parse("10.0.0.0/8"), Network.parse("fd00::/8"));

    @FuzzTest
    void a_claim_changes_who_asks_only_through_a_trusted_proxy_and_never_into_what_is_no_address(byte[] bytes) {
        List<String> lines = Input.latin1(bytes).lines(4);
        Map<String, String> fields =
                Map.of("Forwarded", lines.get(0), "X-Forwarded-For", lines.get(1), "X-Forwarded-Proto", lines.get(2));
        for (Forwarding family : Forwarding.values()) {
            TrustedProxies proxies = new TrustedProxies(TRUSTED, family);
            Client stranger = client(proxies, InetAddress.ofLiteral("203.0.113.7"), fields);
            assertThat(stranger)
                    .isEqualTo(new Client(InetAddress.ofLiteral("203.0.113.7"), false, false, "http", "img.example"));
            Client client = client(proxies, PROXY, fields);
            assertThat(client.scheme()).isIn("http", "https");
            assertThat(client.authority()).matches("[A-Za-z0-9._~:\\[\\]-]{1,262}");
            if (family == Forwarding.NONE) {
                assertThat(client).isEqualTo(new Client(PROXY, true, false, "http", "img.example"));
            }
            nearestStrangerWins(proxies, lines.get(1), family);
        }
        network(lines.get(3)).ifPresent(network -> {
            assertThat(Network.parse(network.toString())).isEqualTo(network);
        });
    }

    /** What a proxy adds at the end of the list is believed, whatever the client wrote before it. */
    private static void nearestStrangerWins(TrustedProxies proxies, String claim, Forwarding family) {
        boolean open = claim.chars().filter(c -> c == '"').count() % 2 == 1;
        if (family == Forwarding.X_FORWARDED && !open) {
            Client client = client(proxies, PROXY, Map.of("X-Forwarded-For", claim + ", 203.0.113.9"));
            assertThat(client.address()).isEqualTo(InetAddress.ofLiteral("203.0.113.9"));
        }
    }

    private static Client client(TrustedProxies proxies, InetAddress peer, Map<String, String> fields) {
        return proxies.client(peer, "http", "img.example", name -> Optional.ofNullable(fields.get(name)));
    }

    private static Optional<Network> network(String text) {
        try {
            return Optional.of(Network.parse(text));
        } catch (IllegalArgumentException documented) {
            assertThat(documented.getMessage()).contains("10.0.0.0/8");
            return Optional.empty();
        }
    }
}
