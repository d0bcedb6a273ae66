package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.delivery.Body;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamingTest {
    private static final int SIZE = 3_000_001;

    private final AtomicInteger closed = new AtomicInteger();
    private Serving serving;

    @BeforeEach
    void start() throws IOException {
        serving = Serving.plain();
    }

    @AfterEach
    void stop() {
        serving.close();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void a_blob_arrives_byte_by_byte_and_is_closed(Version version) throws Exception {
        serve("/big", SIZE, FillBlob.NEVER);
        byte[] body = serving.get(version, "/big").body();
        assertThat(body).hasSize(SIZE);
        for (int i = 0; i < SIZE; i++) {
            if (body[i] != (byte) i) {
                throw new AssertionError("byte " + i);
            }
        }
        Serving.await("closed and seen", () -> closed.get() == 1 && serving.seen.size() == 1);
        assertThat(serving.seen.peek().bytes()).isEqualTo(SIZE);
        assertThat(serving.seen.peek().aborted()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void an_image_that_changes_while_it_is_sent_is_an_error_for_the_client(Version version) {
        serve("/changed", SIZE, 1_000_000);
        assertThatThrownBy(() -> serving.get(version, "/changed")).isInstanceOf(IOException.class);
        Serving.await("closed and seen", () -> closed.get() == 1 && serving.seen.size() == 1);
        assertThat(serving.seen.peek().aborted()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void an_image_that_becomes_shorter_is_an_error_for_the_client(Version version) {
        serving.cold.put(
                "/short",
                request -> Serving.answer(200, SIZE, new Body.Stream(new FillBlob(SIZE - 1, FillBlob.NEVER, closed))));
        assertThatThrownBy(() -> serving.get(version, "/short")).isInstanceOf(IOException.class);
        Serving.await("closed", () -> closed.get() >= 1);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void a_failure_before_the_first_byte_is_a_problem(Version version) throws Exception {
        serve("/lost", SIZE, 0);
        var response = serving.get(version, "/lost");
        assertThat(response.status()).isEqualTo(503);
        assertThat(response.fields()).containsEntry("Retry-After", "1");
        assertThat(response.fields()).containsEntry("Content-Type", "application/problem+json");
        Serving.await("closed", () -> closed.get() == 1);
    }

    @Test
    void a_client_that_leaves_closes_the_blob() throws IOException {
        serve("/big", 500_000_000, FillBlob.NEVER);
        try (Socket socket = serving.connect()) {
            socket.getOutputStream().write("GET /big HTTP/1.1\r\nHost: x\r\n\r\n".getBytes());
            socket.getInputStream().readNBytes(10_000);
            socket.setSoLinger(true, 0);
        }
        Serving.await("closed and seen", () -> closed.get() == 1 && serving.seen.size() == 1);
        assertThat(serving.seen.peek().aborted()).isTrue();
    }

    @Test
    void parts_arrive_one_after_another() throws Exception {
        serving.cold.put("/parts", request -> {
            var one = part("\r\n--b\r\n\r\n", 70_000);
            var two = part("\r\n--b\r\n\r\n", 3);
            String closing = "\r\n--b--\r\n";
            long length = 9L * 2 + 70_000 + 3 + closing.length();
            return Serving.answer(206, length, new Body.Parts(java.util.List.of(one, two), closing));
        });
        byte[] body = serving.get(Version.HTTP_1_1, "/parts").body();
        String text = new String(body, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(text.substring(0, 11)).isEqualTo("\r\n--b\r\n\r\n\u0000\u0001");
        assertThat(text.substring(9 + 70_000)).isEqualTo("\r\n--b\r\n\r\n\u0000\u0001\u0002\r\n--b--\r\n");
        Serving.await("closed", () -> closed.get() == 2);
    }

    private Body.Part part(String heading, long length) {
        return new Body.Part(heading, new Body.PartSource() {
            @Override
            public dev.imago.store.ByteRange range() {
                return new dev.imago.store.ByteRange(0, length);
            }

            @Override
            public dev.imago.store.Blob open() {
                return new FillBlob(length, FillBlob.NEVER, closed);
            }
        });
    }

    private void serve(String path, long size, long changesAt) {
        serving.cold.put(
                path, request -> Serving.answer(200, size, new Body.Stream(new FillBlob(size, changesAt, closed))));
    }
}
