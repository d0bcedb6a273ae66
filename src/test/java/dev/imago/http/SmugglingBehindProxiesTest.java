package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Api;
import dev.imago.http.api.Reply;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Behind a real nginx and a real HAProxy that share their connections to Imago among all clients: whatever one client sends, Imago sees
 * no request that the proxy has not handed on as one, and the next client gets his own answer.
 */
class SmugglingBehindProxiesTest {
    @TempDir
    Path folder;

    private Serving serving;
    private int victims;

    /** Sends something, and takes what is answered. */
    private interface Attack {
        String on(RealProxy proxy) throws IOException;
    }

    @BeforeEach
    void start() throws IOException {
        Api api = new Api()
                .add(
                        "POST",
                        "/in",
                        call -> Reply.text(200, Integer.toString(call.body().readAllBytes().length)));
        serving = new Serving(Serving.anywhere(), api);
    }

    @AfterEach
    void stop() {
        serving.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nginx public", "nginx memory", "nginx api", "haproxy public", "haproxy memory", "haproxy api"})
    void bytes_of_http_1_1_are_the_same_requests_to_the_proxy_and_to_imago(String way) throws IOException {
        try (RealProxy proxy = proxy(way)) {
            for (Smuggling smuggling : Smuggling.all()) {
                agree(proxy, smuggling.toString(), through -> {
                    try (Socket socket = connect(through.port)) {
                        socket.getOutputStream().write(smuggling.bytes());
                        socket.shutdownOutput();
                        return Serving.readAll(socket);
                    }
                });
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nginx public", "nginx memory", "nginx api", "haproxy public", "haproxy memory", "haproxy api"})
    void frames_of_http_2_become_the_same_requests_of_http_1_1(String way) throws IOException {
        try (RealProxy proxy = proxy(way)) {
            for (Http2Smuggling smuggling : Http2Smuggling.all()) {
                agree(proxy, smuggling.toString(), through -> {
                    try (Socket socket = connect(through.http2Port)) {
                        socket.getOutputStream().write(smuggling.bytes());
                        return Http2Frames.readStream(socket.getInputStream());
                    }
                });
            }
        }
    }

    private RealProxy proxy(String way) throws IOException {
        var target = way.endsWith("api") ? serving.server.apiAddress() : serving.server.publicAddress();
        serving.elsewhere = way.endsWith("memory")
                ? Optional.of(request -> Serving.text(200, "in memory: " + request.path()))
                : Optional.empty();
        return way.startsWith("nginx") ? RealProxy.nginx(folder, target) : RealProxy.haproxy(folder, target);
    }

    private void agree(RealProxy proxy, String name, Attack attack) throws IOException {
        String answers = attack.on(proxy);
        assertThat(answers).doesNotStartWith("HTTP/1.1 101");
        for (int i = 0; i < 2; i++) {
            String path = "/victim-" + ++victims;
            assertThat(ask(proxy, path))
                    .as("%s behind %s, after %s", path, proxy, name)
                    .startsWith(serving.elsewhere.isPresent() ? "HTTP/1.1 200 " : "HTTP/1.1 404 ")
                    .contains(path);
        }
        Serving.await(
                name + ": Imago saw only what " + proxy + " sent; the answers were " + answers,
                () -> onlyWhatWasSent(proxy));
    }

    /** Of all requests so far: a proxy may write down later what Imago has seen already. */
    private boolean onlyWhatWasSent(RealProxy proxy) {
        List<String> sent = new ArrayList<>();
        proxy.sent().forEach(target -> sent.add(StrictRequests.pathOf(target)));
        return serving.seen.stream().map(Serving.Seen::path).allMatch(sent::remove);
    }

    private static String ask(RealProxy proxy, String path) throws IOException {
        try (Socket socket = connect(proxy.port)) {
            return Serving.talk(socket, "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(10_000);
        return socket;
    }
}
