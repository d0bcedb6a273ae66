package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** tus 1.0.0, request by request. */
final class TusProtocolTest {
    @TempDir
    Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private TusGround ground;
    private byte[] bytes;

    @BeforeEach
    void open() throws IOException {
        ground = new TusGround(folder);
        bytes = TusGround.photograph();
    }

    @AfterEach
    void close() {
        client.close();
        ground.close();
    }

    @Test
    void options_tells_what_there_is_to_anybody() throws Exception {
        HttpResponse<String> said = client.send(
                HttpRequest.newBuilder(URI.create(ground.endpoint()))
                        .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(said.statusCode()).isEqualTo(204);
        assertThat(header(said, "Tus-Version")).isEqualTo("1.0.0");
        assertThat(header(said, "Tus-Extension"))
                .isEqualTo("creation,creation-with-upload,termination,checksum,expiration");
        assertThat(header(said, "Tus-Max-Size")).isEqualTo(Long.toString(2L << 30));
        assertThat(header(said, "Tus-Checksum-Algorithm")).isEqualTo("sha256,sha1,md5");
    }

    @Test
    void creation_with_all_bytes_is_an_upload_in_one_request() throws Exception {
        HttpResponse<String> done = send(create(bytes.length, "upload/a.jpg", "")
                .header("Content-Type", "application/offset+octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
        assertThat(done.statusCode()).as(done.body()).isEqualTo(201);
        assertThat(header(done, "Upload-Offset")).isEqualTo(Integer.toString(bytes.length));
        assertThat(header(done, "ETag")).isEqualTo(Digest.of(bytes).etag());
        assertThat(header(done, "Imago-Location")).isEqualTo("/upload/a.jpg");
        assertThat(ground.stored("upload/a.jpg")).isEqualTo(bytes);
    }

    @Test
    void head_tells_of_a_finished_upload_until_it_expires() throws Exception {
        String place = begun();
        assertThat(patch(place, 0, bytes).statusCode()).isEqualTo(204);
        HttpResponse<String> again = head(place);
        assertThat(header(again, "Upload-Offset")).isEqualTo(Integer.toString(bytes.length));
        assertThat(header(again, "Imago-Key")).isEqualTo("upload/a.jpg");
        assertThat(header(again, "Cache-Control")).isEqualTo("no-store");
        ground.clock.pass(Duration.ofDays(1));
        assertThat(head(place).statusCode()).isEqualTo(404);
    }

    @Test
    void a_wrong_offset_changes_nothing() throws Exception {
        String place = begun();
        assertThat(patch(place, 5, bytes).statusCode()).isEqualTo(409);
        assertThat(patch(place, 0, Arrays.copyOf(bytes, 1000)).statusCode()).isEqualTo(204);
        assertThat(patch(place, 0, Arrays.copyOf(bytes, 1000)).statusCode()).isEqualTo(409);
        assertThat(header(head(place), "Upload-Offset")).isEqualTo("1000");
        assertThat(patch(place, 1000, new byte[bytes.length]).statusCode()).isEqualTo(413);
        assertThat(header(head(place), "Upload-Offset")).isEqualTo("1000");
    }

    @Test
    void a_patch_that_is_cut_off_keeps_what_came() throws Exception {
        String place = begun();
        try (Socket socket = torn(place, 0, 5000)) {
            socket.shutdownOutput();
        }
        Serving.await("the offset moves", () -> "5000".equals(offset(place)));
        assertThat(patch(place, 5000, Arrays.copyOfRange(bytes, 5000, bytes.length))
                        .statusCode())
                .isEqualTo(204);
        assertThat(ground.stored("upload/a.jpg")).isEqualTo(bytes);
    }

    @Test
    void a_second_writer_is_locked_out_until_the_first_has_been_silent_for_a_while() throws Exception {
        String place = begun();
        try (Socket _ = torn(place, 0, 5000)) {
            Serving.await("the first writes", () -> dataSize() == 5000);
            assertThat(patch(place, 0, bytes).statusCode()).isEqualTo(423);
            Serving.await("the first gives way", () -> {
                try {
                    return patch(place, 5000, Arrays.copyOfRange(bytes, 5000, bytes.length))
                                    .statusCode()
                            == 204;
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }
        assertThat(ground.stored("upload/a.jpg")).isEqualTo(bytes);
    }

    @Test
    void after_a_crash_only_what_was_forced_to_the_disk_counts() throws Exception {
        String place = begun();
        assertThat(patch(place, 0, Arrays.copyOf(bytes, 1000)).statusCode()).isEqualTo(204);
        Path data = folder.resolve("tus").resolve(place.substring(place.lastIndexOf('/') + 1) + ".data");
        Files.write(data, new byte[3000], StandardOpenOption.APPEND);
        Files.write(folder.resolve("tus/half.new"), new byte[10]);
        Files.write(folder.resolve("tus/lonely.data"), new byte[10]);
        ground.restart();
        place = ground.serving().server.apiUrl() + URI.create(place).getPath();
        assertThat(ground.files()).hasSize(2);
        assertThat(header(head(place), "Upload-Offset")).isEqualTo("1000");
        assertThat(patch(place, 1000, Arrays.copyOfRange(bytes, 1000, bytes.length))
                        .statusCode())
                .isEqualTo(204);
        assertThat(ground.stored("upload/a.jpg")).isEqualTo(bytes);
    }

    @Test
    void a_complete_upload_waits_while_the_store_is_down_and_head_finishes_it() throws Exception {
        String place = begun();
        ground.storeDown(true);
        assertThat(patch(place, 0, bytes).statusCode()).isEqualTo(503);
        assertThat(head(place).statusCode()).isEqualTo(503);
        ground.storeDown(false);
        assertThat(header(head(place), "ETag")).isEqualTo(Digest.of(bytes).etag());
        assertThat(ground.stored("upload/a.jpg")).isEqualTo(bytes);
    }

    @Test
    void a_complete_upload_waits_while_the_folder_is_read_only() throws Exception {
        String place = begun();
        ground.storeForbidden(true);
        assertThat(patch(place, 0, bytes).statusCode()).isEqualTo(403);
        ground.storeForbidden(false);
        assertThat(header(head(place), "ETag")).isEqualTo(Digest.of(bytes).etag());
    }

    @Test
    void post_stands_for_other_methods() throws Exception {
        String place = begun();
        HttpResponse<String> done = send(request(place)
                .header("X-HTTP-Method-Override", "PATCH")
                .header("Upload-Offset", "0")
                .header("Content-Type", "application/offset+octet-stream")
                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes)));
        assertThat(done.statusCode()).isEqualTo(204);
        assertThat(send(request(place)
                                .header("X-HTTP-Method-Override", "DELETE")
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(204);
        assertThat(head(place).statusCode()).isEqualTo(404);
        assertThat(ground.stored("upload/a.jpg")).isEqualTo(bytes);
    }

    @Test
    void what_cannot_become_an_image_is_refused_before_its_bytes() throws Exception {
        assertThat(send(create(2_000_000, "upload/a.jpg", "").POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(413);
        assertThat(send(create(1000, "upload/a.svg", ",filetype " + base64("image/svg+xml"))
                                .POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(415);
        assertThat(send(create(1000, "../a", "").POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(400);
        HttpResponse<String> nameless =
                send(request(ground.endpoint()).header("Upload-Length", "5").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(nameless.body()).contains("Upload-Metadata names the image");
        assertThat(ground.files()).isEmpty();
    }

    @Test
    void create_only_holds_when_the_last_byte_is_there() throws Exception {
        HttpResponse<String> begun = send(create(bytes.length, "upload/a.jpg", "")
                .header("If-None-Match", "*")
                .POST(HttpRequest.BodyPublishers.noBody()));
        String other = begun();
        assertThat(patch(other, 0, bytes).statusCode()).isEqualTo(204);
        String place = ground.serving().server.apiUrl() + header(begun, "Location");
        assertThat(patch(place, 0, bytes).statusCode()).isEqualTo(412);
        assertThat(head(place).statusCode()).isEqualTo(404);
    }

    @Test
    void a_token_in_the_address_is_enough_and_holds_its_holder_to_its_limits() throws Exception {
        HttpResponse<String> issued = send(request(ground.serving().server.apiUrl() + "/v1/tokens")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"prefix\": \"upload/u7/\", \"maxBytes\": " + bytes.length + ", \"uploads\": 2}")));
        String token = issued.body().replaceFirst(".*\"token\":\"([^\"]*)\".*", "$1");
        String place = ground.endpoint() + "?token=" + token;
        assertThat(anonymous(place, "filename " + base64("C:\\a.jpg"), bytes.length + 1)
                        .statusCode())
                .isEqualTo(413);
        assertThat(anonymous(place, "key " + base64("upload/u8/a.jpg"), 5).statusCode())
                .isEqualTo(403);
        HttpResponse<String> begun = anonymous(place, "filename " + base64("b.jpg"), bytes.length);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
        HttpResponse<String> done =
                send(HttpRequest.newBuilder(URI.create(ground.serving().server.apiUrl() + header(begun, "Location")))
                        .header("Tus-Resumable", "1.0.0")
                        .header("Upload-Offset", "0")
                        .header("Content-Type", "application/offset+octet-stream")
                        .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(bytes)));
        assertThat(done.statusCode()).as(done.body()).isEqualTo(204);
        assertThat(ground.stored("upload/u7/b.jpg")).isEqualTo(bytes);
        HttpResponse<String> third = anonymous(place, "filename " + base64("c.jpg"), bytes.length);
        assertThat(third.statusCode()).isEqualTo(403);
        assertThat(third.body()).contains("good for 2 uploads");
    }

    private HttpResponse<String> anonymous(String place, String metadata, long length) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(place))
                .header("Tus-Resumable", "1.0.0")
                .header("Upload-Length", Long.toString(length))
                .header("Upload-Metadata", metadata)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    private String begun() throws Exception {
        HttpResponse<String> begun =
                send(create(bytes.length, "upload/a.jpg", "").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
        return ground.serving().server.apiUrl() + header(begun, "Location");
    }

    private HttpRequest.Builder create(long length, String key, String more) {
        return request(ground.endpoint())
                .header("Upload-Length", Long.toString(length))
                .header("Upload-Metadata", "key " + base64(key) + more);
    }

    private HttpResponse<String> patch(String place, long offset, byte[] body) throws Exception {
        return send(request(place)
                .header("Upload-Offset", Long.toString(offset))
                .header("Content-Type", "application/offset+octet-stream")
                .method("PATCH", HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private HttpResponse<String> head(String place) throws Exception {
        return send(request(place).HEAD());
    }

    private String offset(String place) {
        try {
            return header(head(place), "Upload-Offset");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Announces the whole and sends a part. */
    private Socket torn(String place, int offset, int count) throws IOException {
        Socket socket = ground.serving().connectApi();
        String head = "PATCH " + URI.create(place).getPath()
                + " HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\n"
                + "Authorization: Bearer " + TusGround.KEY + "\r\nUpload-Offset: " + offset
                + "\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: " + (bytes.length - offset)
                + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes, offset, count);
        socket.getOutputStream().flush();
        return socket;
    }

    private long dataSize() {
        try (var files = Files.list(folder.resolve("tus"))) {
            return files.filter(file -> file.toString().endsWith(".data"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpRequest.Builder request(String place) {
        return HttpRequest.newBuilder(URI.create(place))
                .timeout(Duration.ofSeconds(20))
                .header("Tus-Resumable", "1.0.0")
                .header("Authorization", "Bearer " + TusGround.KEY);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
