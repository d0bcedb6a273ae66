package dev.imago.openapi;

import dev.imago.image.Samples;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/** Resumable uploads. */
final class TusCalls {
    private static final String BYTES = "application/offset+octet-stream";

    private final CheckedApi api;
    private final byte[] png = Samples.png(50, 40);

    TusCalls(CheckedApi api) {
        this.api = api;
    }

    void run() throws Exception {
        api.call(204, Ask.of("OPTIONS", "/v1/tus").anonymously());
        creation();
        pieces();
        overridden();
        removal();
    }

    private void creation() throws Exception {
        api.call(
                201,
                create("tus/whole.png", png.length).with("Content-Type", BYTES).body(png));
        api.call(412, tus("POST", "/v1/tus").with("Tus-Resumable", "0.2"));
        api.call(400, tus("POST", "/v1/tus"));
        api.call(401, create("tus/a.png", 9).anonymously());
        api.call(413, create("tus/a.png", 200_001));
        api.call(403, create(".tus/a.png", 9));
        api.call(415, create("tus/a.png", 9).with("Content-Type", "image/png").body(png));
        api.call(
                415,
                create("tus/a.png", 8).with("Content-Type", BYTES).body("no image".getBytes(StandardCharsets.UTF_8)));
        api.call(422, create("tus/a.png", 100).with("Content-Type", BYTES).body(Arrays.copyOf(png, 100)));
        api.call(409, create("tus", png.length).with("Content-Type", BYTES).body(png));
        api.call(
                412,
                create("tus/whole.png", png.length)
                        .with("If-None-Match", "*")
                        .with("Content-Type", BYTES)
                        .body(png));
        api.call(
                201,
                create("full/tus.png", png.length).with("Content-Type", BYTES).body(png));
        api.call(
                507,
                create("full/tus2.png", png.length).with("Content-Type", BYTES).body(png));
    }

    private void pieces() throws Exception {
        String place = place(create("tus/pieces.png", png.length));
        api.call(204, Ask.of("OPTIONS", place).anonymously());
        api.call(200, tus("HEAD", place));
        api.call(401, tus("HEAD", place).anonymously());
        api.call(404, tus("HEAD", "/v1/tus/" + "0".repeat(32)));
        Ask patch = tus("PATCH", place).with("Content-Type", BYTES);
        byte[] half = Arrays.copyOf(png, 60);
        String sum = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-1").digest(half));
        api.call(
                460,
                patch.with("Upload-Offset", "0")
                        .with("Upload-Checksum", "sha1 " + sum)
                        .body(Arrays.copyOf(png, 59)));
        api.call(
                204,
                patch.with("Upload-Offset", "0")
                        .with("Upload-Checksum", "sha1 " + sum)
                        .body(half));
        api.call(409, patch.with("Upload-Offset", "0").body(half));
        api.call(413, patch.with("Upload-Offset", "60").body(new byte[png.length]));
        api.call(400, patch.body(half));
        api.call(415, tus("PATCH", place).with("Upload-Offset", "60").body(half));
        api.call(412, patch.with("Tus-Resumable", "2").body(half));
        api.call(401, patch.anonymously().body(half));
        api.call(404, tus("PATCH", "/v1/tus/none").with("Content-Type", BYTES).body(half));
        api.call(204, patch.with("Upload-Offset", "60").body(Arrays.copyOfRange(png, 60, png.length)));
        api.call(200, tus("HEAD", place));
    }

    private void overridden() throws Exception {
        String place = place(create("tus/post.png", png.length));
        Ask post = tus("POST", place);
        api.call(200, post.with("X-HTTP-Method-Override", "HEAD"));
        api.call(400, post);
        api.call(401, post.anonymously().with("X-HTTP-Method-Override", "HEAD"));
        api.call(
                204,
                post.with("X-HTTP-Method-Override", "PATCH")
                        .with("Content-Type", BYTES)
                        .with("Upload-Offset", "0")
                        .body(png));
        api.call(204, post.with("X-HTTP-Method-Override", "DELETE"));
    }

    private void removal() throws Exception {
        String place = place(create("tus/removed.png", png.length));
        api.call(401, tus("DELETE", place).anonymously());
        api.call(204, tus("DELETE", place));
        api.call(404, tus("DELETE", place));
        Waiting.until("an upload is locked", this::locked);
    }

    /** Whether a second request was locked out; a busy machine may take so long that the first has given way. */
    private boolean locked() throws Exception {
        String place = place(create("tus/locked.png", png.length));
        Ask patch = tus("PATCH", place)
                .with("Content-Type", BYTES)
                .with("Upload-Offset", "0")
                .with("Content-Length", "100")
                .with("Expect", "100-continue");
        try (Socket socket = api.begin(patch)) {
            // It is told to go on when the server reads, and has the turn then.
            byte[] told = socket.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            if (!new String(told, StandardCharsets.US_ASCII).startsWith("HTTP/1.1 100")) {
                throw new IOException("not told to go on: " + new String(told, StandardCharsets.US_ASCII));
            }
            return api.send(tus("DELETE", place)).status() == 423;
        }
    }

    private static Ask tus(String method, String target) {
        return Ask.of(method, target).with("Tus-Resumable", "1.0.0");
    }

    private static Ask create(String key, long length) {
        return tus("POST", "/v1/tus")
                .with("Upload-Length", Long.toString(length))
                .with(
                        "Upload-Metadata",
                        "key " + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8)));
    }

    private String place(Ask create) throws Exception {
        return api.call(201, create).header("location").orElseThrow();
    }
}
