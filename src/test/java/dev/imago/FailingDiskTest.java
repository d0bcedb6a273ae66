package dev.imago;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server whose disk fails to sync: the kernel's answers are exchanged for errors. */
@Tag("slow")
final class FailingDiskTest {
    private static final String KEY = "a/photo.png";
    /** Microseconds, as of a disk that turns. */
    private static final String SLOW = "inject=fsync,fdatasync:delay_enter=150000";

    private static final String FAILING = "inject=fsync:error=EIO";

    @TempDir
    Path directory;

    private ServerProcess server;

    @BeforeEach
    void start() throws IOException {
        Path folder = Files.createDirectory(directory.resolve("site"));
        server = ServerProcess.serve(folder, directory.resolve("server.log"), Map.of());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void an_upload_whose_last_sync_fails_is_not_acknowledged_before_a_later_sync_succeeds() throws Exception {
        byte[] old = Samples.png(8, 8, 1);
        byte[] fresh = Samples.png(8, 8, 2);
        assertThat(put(KEY, old).statusCode()).isEqualTo(201);
        try (Strace failing = Strace.attach(server.pid(), directory.resolve("trace"), "trace=fsync", FAILING)) {
            HttpResponse<byte[]> refused = put(KEY, fresh);
            assertThat(refused.statusCode()).as(LocalServer.text(refused)).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            HttpResponse<byte[]> served = server.get("/" + KEY);
            assertThat(served.statusCode()).isEqualTo(200);
            assertThat(served.body()).isIn(old, fresh);
            assertThat(served.headers().firstValue("ETag"))
                    .hasValue(Digest.of(served.body()).etag());
        }
        // What is there is adopted. That does not make it last.
        awaitCatalogued(fresh);
        try (Strace failing = Strace.attach(server.pid(), directory.resolve("trace"), "trace=fsync", FAILING)) {
            HttpResponse<byte[]> again = put(KEY, fresh);
            assertThat(again.statusCode()).as(LocalServer.text(again)).isEqualTo(503);
            HttpResponse<byte[]> delete = server.api("DELETE", "/v1/images/" + KEY, new byte[0]);
            assertThat(delete.statusCode()).as(LocalServer.text(delete)).isEqualTo(503);
        }
        assertThat(put(KEY, fresh).statusCode()).isIn(200, 201);
        assertThat(server.get("/" + KEY).body()).isEqualTo(fresh);
        assertThat(put(KEY, old).statusCode()).isEqualTo(200);
        assertThat(server.get("/" + KEY).body()).isEqualTo(old);
    }

    @Test
    void uploads_at_the_same_time_share_their_syncs() throws Exception {
        int uploads = 40;
        assertThat(put(KEY, Samples.png(8, 8, 0)).statusCode()).isEqualTo(201);
        Strace counting = Strace.attach(server.pid(), directory.resolve("trace"), "trace=fsync,fdatasync", SLOW);
        try (counting;
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = new ArrayList<>();
            for (int i = 0; i < uploads; i++) {
                int number = i;
                answers.add(threads.submit(() ->
                        put("a/" + number + ".png", Samples.png(8, 8, number)).statusCode()));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(201);
            }
        }
        long syncs = counting.count("fsync") + counting.count("fdatasync");
        // One for the bytes of each, and without sharing two more: for the directory and for the catalog.
        assertThat(syncs).isGreaterThanOrEqualTo(uploads).isLessThan(uploads * 5L / 2);
        System.out.println(uploads + " uploads at the same time: " + syncs + " syncs");
    }

    private HttpResponse<byte[]> put(String key, byte[] image) throws IOException, InterruptedException {
        return server.api("PUT", "/v1/images/" + key, image);
    }

    private void awaitCatalogued(byte[] image) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + 15_000_000_000L;
        String known = server.apiText("/v1/images/" + KEY);
        while (!known.contains(Digest.of(image).hex())) {
            assertThat(System.nanoTime()).as(known).isLessThan(deadline);
            known = server.apiText("/v1/images/" + KEY);
        }
    }
}
