package dev.imago.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections over which one request follows the other, from memory and from the disk. */
final class BusyConnectionsTest {
    private static final int IMAGES = 40;

    @TempDir
    private Path base;

    @ParameterizedTest
    @ValueSource(strings = {"64MB", "0B"})
    void requests_that_are_sent_at_once_are_answered_in_their_order(String memory) throws Exception {
        try (Site site = images(memory);
                Socket socket = Wire.connect(site.uri())) {
            var requests = new StringBuilder();
            for (int i = 0; i < 3 * IMAGES; i++) {
                requests.append(request(site, i % 4 == 3 ? "/missing" + i + ".png" : path(i)));
            }
            socket.getOutputStream().write(requests.toString().getBytes(ISO_8859_1));
            for (int i = 0; i < 3 * IMAGES; i++) {
                Reply reply = Wire.receive(socket, true);
                if (i % 4 == 3) {
                    assertThat(reply.status()).isEqualTo(404);
                } else {
                    assertThat(reply.status()).isEqualTo(200);
                    assertThat(reply.body()).isEqualTo(image(i % IMAGES));
                }
            }
        }
    }

    @Test
    void many_connections_go_on_beside_each_other_although_nothing_is_in_memory() throws Exception {
        try (Site site = images("0B");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Void>> all = new ArrayList<>();
            for (int client = 0; client < 64; client++) {
                int first = client;
                all.add(clients.submit(() -> {
                    askOneAfterTheOther(site, first);
                    return null;
                }));
            }
            for (Future<Void> one : all) {
                one.get();
            }
        }
    }

    private static void askOneAfterTheOther(Site site, int first) throws Exception {
        try (Socket socket = Wire.connect(site.uri())) {
            for (int i = first; i < first + IMAGES; i++) {
                socket.getOutputStream().write(request(site, path(i)).getBytes(ISO_8859_1));
                assertThat(Wire.receive(socket, true).body()).isEqualTo(image(i % IMAGES));
            }
        }
    }

    private Site images(String memory) throws Exception {
        Site site = new Site(base);
        for (int i = 0; i < IMAGES; i++) {
            site.with(path(i).substring(1), image(i));
        }
        return site.start("delivery: {memory: " + memory + "}\n");
    }

    private static String path(int i) {
        return "/" + i % IMAGES + ".jpg";
    }

    /** Different bytes, and more of them than one buffer holds for every third. */
    private static byte[] image(int i) throws Exception {
        byte[] photo = Site.photo("dogs.jpg");
        byte[] longer = Arrays.copyOf(photo, photo.length + (i % 3 == 0 ? 400_000 : 0) + i);
        Arrays.fill(longer, photo.length, longer.length, (byte) i);
        return longer;
    }

    private static String request(Site site, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + site.uri().getAuthority() + "\r\n\r\n";
    }
}
