package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The header of the PROXY protocol, with a request behind it. */
final class ProxyHeaderFuzz {
    private static final byte[] REQUEST =
            "GET /who HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static Serving trusting;
    private static Serving wary;

    @BeforeAll
    static void start() throws IOException {
        trusting = new Serving(Serving.anywhere().withTrusted("127.0.0.1"), new dev.imago.http.api.Api());
        wary = new Serving(Serving.anywhere().withTrusted("10.0.0.0/8"), new dev.imago.http.api.Api());
    }

    @AfterAll
    static void stop() {
        trusting.close();
        wary.close();
    }

    @FuzzTest
    void a_client_has_the_address_that_a_trusted_proxy_names_or_that_of_the_proxy(byte[] header) throws IOException {
        assertThat(named(header)).containsAll(addresses(trusting, header));
        assertThat(List.of("127.0.0.1")).containsAll(addresses(wary, header));
    }

    private static List<String> addresses(Serving serving, byte[] header) throws IOException {
        serving.seen.clear();
        try (var _ = BugDetectors.allowNetworkConnections();
                Socket socket = serving.connect()) {
            socket.setSoTimeout(60_000); // at first every class is rewritten
            socket.getOutputStream().write(header);
            socket.getOutputStream().write(REQUEST);
            socket.shutdownOutput();
            Serving.readAll(socket);
        }
        Serving.await("the connection is closed", () -> serving.server.connections("public") == 0);
        return serving.seen.stream().map(Serving.Seen::remote).toList();
    }

    /** The addresses that a header may mean: of version 1 the third word, of version 2 what stands at its place. */
    private static Set<String> named(byte[] header) {
        Set<String> named = new TreeSet<>(Set.of("127.0.0.1"));
        String[] words = new String(header, StandardCharsets.ISO_8859_1).split("[ \r]");
        if (words.length > 2) {
            try {
                named.add(InetAddress.ofLiteral(words[2]).getHostAddress());
            } catch (IllegalArgumentException noAddress) {
                assertThat(words[2]).isNotNull();
            }
        }
        for (int length : new int[] {4, 16}) {
            if (header.length >= 16 + length) {
                try {
                    byte[] address = Arrays.copyOfRange(header, 16, 16 + length);
                    named.add(InetAddress.getByAddress(address).getHostAddress());
                } catch (UnknownHostException impossible) {
                    throw new IllegalStateException(impossible);
                }
            }
        }
        return named;
    }
}
