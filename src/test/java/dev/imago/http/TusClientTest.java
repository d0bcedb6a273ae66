package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.http.api.Json;
import dev.imago.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Uploads as the npm package tus-js-client makes them, each in a process of its own. */
final class TusClientTest {
    private static final Path MODULES =
            Path.of("testserver", "node", "node_modules").toAbsolutePath();

    @TempDir
    Path folder;

    private TusGround ground;
    private Path file;
    private byte[] bytes;

    @BeforeEach
    void open() throws IOException {
        ground = new TusGround(folder);
        bytes = TusGround.photograph();
        file = Files.write(folder.resolve("photograph.jpg"), bytes);
    }

    @AfterEach
    void close() {
        ground.close();
    }

    @Test
    void a_plain_upload_becomes_an_image() throws Exception {
        JsonNode done = client("plain", "upload/ä b.jpg", "");
        assertThat(done.path("done").asBoolean(false)).as(done.toString()).isTrue();
        assertThat(done.get("key").asString()).isEqualTo("upload/%C3%A4%20b.jpg");
        assertThat(done.get("etag").asString()).isEqualTo(Digest.of(bytes).etag());
        assertThat(ground.stored("upload/ä b.jpg")).isEqualTo(bytes);
        assertThat(ground.files()).as("only the memory of it is left").hasSize(1);
    }

    @Test
    void a_paused_upload_is_resumed_by_a_new_process_after_a_restart_of_the_server() throws Exception {
        String urls = folder.resolve("urls.json").toString();
        JsonNode paused = client("pause", "upload/a.jpg", urls);
        assertThat(paused.path("accepted").asInt(0)).as(paused.toString()).isEqualTo(8192);
        assertThat(ground.ground.folder.resolve("upload/a.jpg")).doesNotExist();
        String path = paused.get("url").asString().replaceFirst("http://[^/]*", "");
        ground.restart();
        // The server has another port now; the client remembers the old one.
        Files.writeString(
                Path.of(urls),
                Files.readString(Path.of(urls))
                        .replace(
                                paused.get("url").asString(),
                                ground.serving().server.apiUrl() + path));
        JsonNode done = client("resume", "upload/a.jpg", urls);
        assertThat(done.path("done").asBoolean(false)).as(done.toString()).isTrue();
        assertThat(done.get("offsets").get(0).asInt()).isEqualTo(8192);
        assertThat(ground.stored("upload/a.jpg")).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha1", "sha256", "md5"})
    void a_wrong_checksum_is_refused_and_a_right_one_is_not(String algorithm) throws Exception {
        JsonNode wrong = client("checksum", "upload/a.jpg", algorithm + ":wrong");
        assertThat(wrong.path("status").asInt(0)).as(wrong.toString()).isEqualTo(460);
        assertThat(ground.ground.folder.resolve("upload/a.jpg")).doesNotExist();
        JsonNode right = client("checksum", "upload/a.jpg", algorithm + ":right");
        assertThat(right.path("done").asBoolean(false)).as(right.toString()).isTrue();
        assertThat(ground.stored("upload/a.jpg")).isEqualTo(bytes);
    }

    @Test
    void a_terminated_upload_leaves_nothing() throws Exception {
        JsonNode gone = client("terminate", "upload/a.jpg", "");
        assertThat(gone.path("terminated").asBoolean(false)).as(gone.toString()).isTrue();
        assertThat(ground.files()).isEmpty();
    }

    @Test
    void what_is_no_image_is_refused_with_the_last_bytes() throws Exception {
        file = Files.writeString(folder.resolve("page.html"), "<html>no image</html>".repeat(500));
        JsonNode refused = client("plain", "upload/a.jpg", "");
        assertThat(refused.path("status").asInt(0)).as(refused.toString()).isEqualTo(415);
        assertThat(refused.get("message").asString()).contains("These bytes are no image");
        assertThat(ground.files()).isEmpty();
    }

    private JsonNode client(String command, String image, String more) throws Exception {
        assertThat(MODULES.resolve("tus-js-client"))
                .as("tus-js-client is missing: ./check installs it (npm ci --prefix testserver/node)")
                .isDirectory();
        Path script = Path.of(TusClientTest.class.getResource("tus-client.cjs").toURI());
        List<String> words = Stream.of(
                        "node",
                        script.toString(),
                        command,
                        ground.endpoint(),
                        TusGround.KEY,
                        file.toString(),
                        image,
                        more)
                .toList();
        Path out = folder.resolve("client.out");
        ProcessBuilder builder =
                new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().put("NODE_PATH", MODULES.toString());
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new AssertionError("node is missing: install nodejs 20 or newer", e);
        }
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the client does not end: " + Files.readString(out));
        }
        String said = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isZero();
        return Json.mapper().readTree(said.lines().reduce((_, last) -> last).orElse(""));
    }
}
