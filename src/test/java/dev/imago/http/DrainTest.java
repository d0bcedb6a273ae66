package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class DrainTest {
    @Test
    void answers_under_way_finish_and_new_connections_are_refused() throws Exception {
        try (Serving serving = Serving.plain()) {
            CountDownLatch go = slow(serving);
            try (Socket under = serving.connect();
                    Socket idle = serving.connect()) {
                under.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
                Serving.await("under way", () -> serving.server.active("public") == 1);
                FutureTask<Boolean> drain = new FutureTask<>(() -> serving.server.drain(Duration.ofSeconds(20)));
                Thread.ofVirtual().start(drain);
                Serving.await("refused", () -> refused(serving));
                assertThat(serving.server.draining()).isTrue();
                assertThat(drain.isDone()).isFalse();
                go.countDown();
                assertThat(Serving.readAll(under)).startsWith("HTTP/1.1 200").endsWith("done");
                assertThat(drain.get()).isTrue();
                assertThat(Serving.readAll(idle)).isEmpty();
            }
        }
    }

    @Test
    void what_does_not_finish_within_the_grace_is_cut_off() throws Exception {
        try (Serving serving = Serving.plain()) {
            slow(serving);
            try (Socket under = serving.connect()) {
                under.getOutputStream().write("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
                Serving.await("under way", () -> serving.server.active("public") == 1);
                assertThat(serving.server.drain(Duration.ofMillis(300))).isFalse();
                assertThat(Serving.readAll(under)).doesNotContain("200 OK");
            }
        }
    }

    @Test
    void an_address_in_use_is_told() throws IOException {
        try (Serving serving = Serving.plain()) {
            var taken = ListenerSettings.on(new dev.imago.config.HostPort(
                    "127.0.0.1", serving.server.publicAddress().getPort()));
            assertThatThrownBy(() -> new Serving(taken, new dev.imago.http.api.Api()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("127.0.0.1:");
        }
    }

    private static CountDownLatch slow(Serving serving) {
        CountDownLatch go = new CountDownLatch(1);
        serving.cold.put("/slow", request -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Serving.text(200, "done");
        });
        return go;
    }

    private static boolean refused(Serving serving) {
        try (Socket socket = serving.connect()) {
            return socket.getLocalPort() == 0;
        } catch (IOException | RuntimeException e) {
            return true;
        }
    }
}
