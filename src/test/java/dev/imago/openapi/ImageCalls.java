package dev.imago.openapi;

import dev.imago.image.Samples;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.FutureTask;

/** What can be asked of images, their jobs and their changes. */
final class ImageCalls {
    private static final String LONG_AGO = "Fri, 02 Jan 1998 03:04:05 GMT";
    private static final String OTHER = "\"" + "0".repeat(64) + "\"";

    private final CheckedApi api;
    private final String publicUrl;
    private final byte[] png = Samples.png(40, 30);

    ImageCalls(CheckedApi api, String publicUrl) {
        this.api = api;
        this.publicUrl = publicUrl;
    }

    void run() throws Exception {
        put();
        one();
        list();
        form();
        fetch();
        warm();
        changes();
        deletePrefix();
    }

    private void put() throws Exception {
        Ask put = Ask.of("PUT", "/v1/images/upload/qa/a%20b.png");
        String digest = Base64.getEncoder()
                .encodeToString(dev.imago.image.Digest.of(png).bytes());
        String etag = api.call(
                        201,
                        put.body(png)
                                .with("If-None-Match", "*")
                                .with("Repr-Digest", "sha-256=:" + digest + ":")
                                .with("Content-Digest", "sha-256=:" + digest + ":"))
                .member("etag");
        api.call(200, put.body(png));
        api.call(200, put.body(Samples.jpeg(30, 20)).with("If-Match", etag));
        api.call(412, put.body(png).with("If-Match", OTHER));
        api.call(412, put.body(png).with("If-Unmodified-Since", LONG_AGO));
        api.call(400, put.body(Samples.png(9, 9)).with("Repr-Digest", "sha-256=:" + digest + ":"));
        api.call(400, put.body(png).with("Content-Range", "bytes 0-9/10"));
        api.call(415, put.body(png).with("Content-Encoding", "gzip"));
        api.call(415, put.body("no image".getBytes(StandardCharsets.UTF_8)));
        api.call(422, put.body(Arrays.copyOf(png, png.length - 20)));
        api.call(422, put.body(Samples.pngClaiming(100_000, 100_000)));
        api.call(413, put.body(new byte[200_001]));
        api.call(401, put.anonymously().body(png));
        api.call(403, Ask.of("PUT", "/v1/images/.hidden.png").body(png));
        api.call(400, Ask.of("PUT", "/v1/images/a//b.png").body(png));
        api.call(409, Ask.of("PUT", "/v1/images/upload/qa").body(png));
        api.call(201, Ask.of("PUT", "/v1/images/full/1.png").body(png));
        api.call(507, Ask.of("PUT", "/v1/images/full/2.png").body(png));
    }

    private void one() throws Exception {
        api.call(200, Ask.of("GET", "/v1/images/upload/qa/a%20b.png"));
        api.call(200, Ask.of("HEAD", "/v1/images/upload/qa/a%20b.png"));
        api.call(404, Ask.of("GET", "/v1/images/none.png"));
        api.call(401, Ask.of("GET", "/v1/images/none.png").anonymously());
        api.call(400, Ask.of("GET", "/v1/images/%FF"));
        srcset();
        Ask delete = Ask.of("DELETE", "/v1/images/full/1.png");
        api.call(412, delete.with("If-Match", OTHER));
        api.call(412, delete.with("If-Unmodified-Since", LONG_AGO));
        api.call(204, delete);
        api.call(204, delete);
        api.call(401, delete.anonymously());
    }

    private void srcset() throws Exception {
        Ask srcset =
                Ask.of("GET", "/v1/images/upload/qa/a%20b.png:srcset?w=10,20,400&sizes=50vw&alt=A%20b&format=auto");
        api.call(200, srcset);
        api.call(200, Ask.of("GET", "/v1/images/upload/qa/a%20b.png:srcset?w=16&h=16&fit=contain"));
        api.call(401, srcset.anonymously());
        api.call(400, Ask.of("GET", "/v1/images/upload/qa/a%20b.png:srcset"));
        api.call(400, Ask.of("GET", "/v1/images/upload/qa/a%20b.png:srcset?w=10,x"));
        api.call(403, Ask.of("GET", "/v1/images/upload/qa/a%20b.png:srcset?w=10&crop=0,0,5,5"));
        api.call(404, Ask.of("GET", "/v1/images/none.png:srcset?w=10"));
    }

    private void list() throws Exception {
        api.call(201, Ask.of("PUT", "/v1/images/list/1.png").body(png));
        api.call(201, Ask.of("PUT", "/v1/images/list/2.png").body(png));
        Answer first = api.call(200, Ask.of("GET", "/v1/images?prefix=list/&limit=1"));
        api.call(200, Ask.of("GET", "/v1/images?prefix=list/&after=" + first.member("next")));
        api.call(400, Ask.of("GET", "/v1/images?limit=1001"));
        api.call(401, Ask.of("GET", "/v1/images").anonymously());
    }

    private void form() throws Exception {
        Ask form = Ask.of("POST", "/v1/images?prefix=form/&pattern=%7Bname%7D%7Bext%7D")
                .with("Content-Type", "multipart/form-data; boundary=X");
        api.call(201, form.body(parts("a.png", png)));
        api.call(200, form.body(parts("a.png", png)));
        api.call(201, form.body(parts("b.png", png, "c.png", png)));
        api.call(207, form.body(parts("d.png", png, "e.png", "text".getBytes(StandardCharsets.UTF_8))));
        api.call(415, form.body(parts("f.png", "text".getBytes(StandardCharsets.UTF_8))));
        api.call(412, form.body(parts("a.png", png)).with("If-None-Match", "*"));
        api.call(400, form.body("--X--\r\n".getBytes(StandardCharsets.UTF_8)));
        api.call(
                401,
                form.anonymously()
                        .with("Content-Type", "multipart/form-data; boundary=X")
                        .body(parts("a.png", png)));
        api.call(415, Ask.of("POST", "/v1/images").body(png));
    }

    private void warm() throws Exception {
        api.call(200, Ask.of("POST", "/v1/images/upload/qa/a%20b.png:warm?preset=thumb&dpr=2"));
        api.call(400, Ask.of("POST", "/v1/images/upload/qa/a%20b.png:warm?preset=thump"));
        api.call(404, Ask.of("POST", "/v1/images/none.png:warm?preset=thumb"));
        api.call(401, Ask.of("POST", "/v1/images/none.png:warm?preset=thumb").anonymously());
    }

    private static byte[] parts(Object... namesAndBytes) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndBytes.length; i += 2) {
            out.write(("--X\r\nContent-Disposition: form-data; name=f; filename=\"" + namesAndBytes[i] + "\"\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            out.write((byte[]) namesAndBytes[i + 1]);
            out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        out.write("--X--\r\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private void fetch() throws Exception {
        Ask fetch = Ask.of("POST", "/v1/images:fetch");
        String found = "{\"url\": \"" + publicUrl + "/list/1.png\", \"key\": \"fetched/1.png\"}";
        api.call(201, fetch.json(found));
        api.call(200, fetch.json(found));
        api.call(
                201,
                fetch.json("{\"url\": \"" + publicUrl
                        + "/list/1.png\", \"prefix\": \"f/\", \"pattern\": \"{uuid}{ext}\"}"));
        api.call(412, fetch.json(found).with("If-None-Match", "*"));
        api.call(502, fetch.json("{\"url\": \"" + publicUrl + "/none.png\", \"key\": \"fetched/2.png\"}"));
        api.call(403, fetch.json("{\"url\": \"http://10.255.255.1/a.png\", \"key\": \"fetched/2.png\"}"));
        api.call(400, fetch.json("{\"url\": \"ftp://example.org/a.png\", \"key\": \"fetched/2.png\"}"));
        api.call(400, fetch.json("null"));
        api.call(400, fetch.json("{\"uri\": \"x\"}"));
        api.call(413, fetch.json(" ".repeat(20_000)));
        api.call(401, fetch.anonymously().json(found));
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            String never = "{\"url\": \"http://127.0.0.1:" + silent.getLocalPort() + "/\", \"key\": \"fetched/3.png\"}";
            FutureTask<Answer> first = new FutureTask<>(() -> api.call(502, fetch.json(never)));
            Thread.ofVirtual().start(first);
            try (Socket _ = silent.accept()) {
                api.call(503, fetch.json(found));
            }
            first.get();
        }
    }

    private void changes() throws Exception {
        Answer all = api.call(200, Ask.of("GET", "/v1/changes?after=0&limit=100"));
        String last = all.text().lines().reduce((a, b) -> b).orElse("");
        long sequence = tools.jackson.databind.json.JsonMapper.shared()
                .readTree(last)
                .path("sequence")
                .asLong();
        api.call(200, Ask.of("GET", "/v1/changes?after=" + (sequence + 1000) + "&wait=100ms"));
        api.call(200, Ask.of("HEAD", "/v1/changes"));
        api.call(400, Ask.of("GET", "/v1/changes?wait=soon"));
        api.call(401, Ask.of("GET", "/v1/changes").anonymously());
    }

    private void deletePrefix() throws Exception {
        api.call(400, Ask.of("DELETE", "/v1/images"));
        api.call(401, Ask.of("DELETE", "/v1/images?prefix=list/").anonymously());
        Answer unconfirmed = api.call(409, Ask.of("DELETE", "/v1/images?prefix=list/"));
        Answer job =
                api.call(202, Ask.of("DELETE", "/v1/images?prefix=list/&confirm=" + unconfirmed.member("confirm")));
        String place = job.header("location").orElse("");
        Waiting.until(
                "the job is done",
                () -> api.call(200, Ask.of("GET", place)).member("state").equals("done"));
        api.call(404, Ask.of("GET", "/v1/jobs/00000000-0000-0000-0000-000000000000"));
        api.call(200, Ask.of("GET", "/v1/jobs"));
        api.call(401, Ask.of("GET", "/v1/jobs").anonymously());
    }
}
