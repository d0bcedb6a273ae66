package dev.imago.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.Http2Client;
import dev.imago.http.api.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Clients that wait for a rendition and leave. The only worker is stopped meanwhile, so that nothing moves by itself. */
@Tag("slow")
final class LeavingClientsTest {
    @TempDir
    private Path base;

    private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    private Site site;
    private ProcessHandle worker;
    private Future<Reply> first;

    @BeforeEach
    void keep_the_only_worker_busy() throws Exception {
        site = new Site(base).with("dogs.jpg", Site.photo("dogs.jpg")).start("""
                        renditions: {mode: open}
                        rendering: {workers: 1, queue: 4, longest-wait: 1m, timeout: 1m}
                        """);
        assertThat(site.get("/dogs.jpg?w=10").status()).isEqualTo(200);
        worker = ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("WorkerMain"))
                .findFirst()
                .orElseThrow();
        signal("STOP");
        first = clients.submit(() -> site.get("/dogs.jpg?w=11"));
        Site.await("the worker has the first", () -> renditions().path("busy").asInt() == 1);
    }

    @AfterEach
    void end() throws Exception {
        signal("CONT");
        clients.close();
        site.close();
    }

    @Test
    void a_connection_that_is_cut_frees_its_place_in_the_line() throws Exception {
        List<Socket> waiting = List.of(asking("/dogs.jpg?w=20"), asking("/dogs.jpg?w=21"));
        awaitWaiting(2);
        assertThat(site.get("/dogs.jpg?w=22").status()).as("the line is full").isEqualTo(503);

        for (Socket socket : waiting) {
            socket.close();
        }
        awaitWaiting(0);

        servesTheNext();
    }

    @Test
    void a_stream_that_is_reset_frees_its_place_in_the_line() throws Exception {
        List<Runnable> waiting = new ArrayList<>();
        try (Http2Client browser = Http2Client.lasting()) {
            waiting.add(browser.ask(URI.create(site.uri() + "/dogs.jpg?w=20")));
            waiting.add(browser.ask(URI.create(site.uri() + "/dogs.jpg?w=21")));
            awaitWaiting(2);
            waiting.forEach(Runnable::run);
            awaitWaiting(0);
        }
        servesTheNext();
    }

    @Test
    void who_waits_for_the_same_rendition_gets_it_when_the_one_before_has_left() throws Exception {
        Socket leaving = asking("/dogs.jpg?w=20");
        awaitWaiting(1);
        Future<Reply> staying = clients.submit(() -> site.get("/dogs.jpg?w=20"));
        Socket next = asking("/dogs.jpg?w=21");
        awaitWaiting(2);
        leaving.close();
        next.close();
        awaitWaiting(1);

        signal("CONT");
        assertThat(staying.get().status()).isEqualTo(200);
    }

    @Test
    void a_connection_goes_on_after_a_wait() throws Exception {
        try (Socket socket = asking("/dogs.jpg?w=20")) {
            awaitWaiting(1);
            signal("CONT");
            assertThat(Wire.receive(socket, true).status()).isEqualTo(200);
            ask(socket, "/dogs.jpg?w=10");
            ask(socket, "/dogs.jpg?w=11");
            assertThat(Wire.receive(socket, true).status()).isEqualTo(200);
            assertThat(Wire.receive(socket, true).status()).isEqualTo(200);
        }
    }

    /** And only that is made, beside what was begun. */
    private void servesTheNext() throws Exception {
        Future<Reply> next = clients.submit(() -> site.get("/dogs.jpg?w=30"));
        awaitWaiting(1);
        signal("CONT");
        assertThat(next.get().status()).isEqualTo(200);
        assertThat(first.get().status()).isEqualTo(200);
        assertThat(site.metric("imago_renditions_made_total", "")).isEqualTo(3);
    }

    private Socket asking(String target) throws IOException {
        Socket socket = Wire.connect(site.uri());
        ask(socket, target);
        return socket;
    }

    private void ask(Socket socket, String target) throws IOException {
        String request = "GET " + target + " HTTP/1.1\r\nHost: " + site.uri().getAuthority() + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(ISO_8859_1));
    }

    private void awaitWaiting(int count) throws Exception {
        Site.await(count + " wait", () -> renditions().path("waiting").asInt(-1) == count);
    }

    private JsonNode renditions() throws Exception {
        String status = Wire.HTTP_1
                .send(site.api(), "GET", "/v1/status", "Authorization: Bearer " + Site.ADMIN_KEY)
                .text();
        return Json.mapper().readTree(status).path("renditions");
    }

    private void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(worker.pid()))
                .start()
                .waitFor();
    }
}
