package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Api;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClientPrefaceTest {
    @Test
    void a_client_is_answered_wherever_its_beginning_is_split() throws Exception {
        try (Serving serving = serving()) {
            SplitBeginning.assertAnswered("http", serving, () -> connect(serving));
        }
    }

    @Test
    void a_client_that_sends_byte_by_byte_is_answered() throws Exception {
        try (Serving serving = serving();
                Socket client = connect(serving)) {
            for (byte one : beginning(serving)) {
                client.getOutputStream().write(one);
                java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
            }
            assertThat(SplitBeginning.answer(client)).isEqualTo("200");
        }
    }

    @Test
    void a_client_that_stops_within_its_settings_is_closed_in_the_time_for_a_first_request() throws Exception {
        try (Serving serving = new Serving(Serving.anywhere().withLimits(hasty()), new Api());
                Socket client = connect(serving)) {
            client.getOutputStream().write(Arrays.copyOf(beginning(serving), Http2Frames.PREFACE.length + 12));
            long begin = System.nanoTime();
            assertThat(client.getInputStream().readAllBytes()).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void what_is_no_preface_is_refused_at_once() throws Exception {
        assertThat(answer("PRI * HTTP/2.0\r\n\r\nSX".getBytes())).startsWith("GOAWAY");
        byte[] ping = Http2Frames.frame(Http2Frames.PING, 0, 0, new byte[8]);
        assertThat(answer(join(Http2Frames.PREFACE, ping))).startsWith("GOAWAY");
        byte[] huge = Arrays.copyOf(Http2Frames.frame(Http2Frames.SETTINGS, 0, 0, new byte[60_000]), 9);
        assertThat(answer(join(Http2Frames.PREFACE, huge))).startsWith("GOAWAY");
    }

    private static String answer(byte[] bytes) throws IOException {
        try (Serving serving = serving();
                Socket client = connect(serving)) {
            client.getOutputStream().write(bytes);
            return SplitBeginning.answer(client);
        }
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static Serving serving() throws IOException {
        Serving serving = Serving.plain();
        serving.hot.put("/a", request -> Serving.text(200, "a"));
        return serving;
    }

    private static LimitSettings hasty() {
        LimitSettings usual = LimitSettings.defaults();
        return new LimitSettings(
                usual.headers(),
                usual.target(),
                usual.idle(),
                Duration.ofSeconds(1),
                usual.minimumRate(),
                usual.rateGrace(),
                100,
                100,
                0,
                1,
                100);
    }

    private static byte[] beginning(Serving serving) {
        return SplitBeginning.beginning(
                "http", "127.0.0.1:" + serving.server.publicAddress().getPort());
    }

    private static Socket connect(Serving serving) throws IOException {
        Socket socket = new Socket("127.0.0.1", serving.server.publicAddress().getPort());
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        return socket;
    }
}
