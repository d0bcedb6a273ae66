package dev.imago.store.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Fault;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A real nginx with two images, one of which is large, and stores in front of it. */
abstract class OriginGround {
    static final Locator IMAGE = new Locator("a.jpg");
    static final byte[] BYTES = bytes(5_000);
    static final byte[] LARGE = bytes(3 * OriginReader.WHOLE);

    @TempDir
    static Path folder;

    static LegacyServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new LegacyServer(folder);
        server.put("a.jpg", BYTES);
        server.put("large.jpg", LARGE);
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    static Store store(String path) {
        return store(path, origin -> {});
    }

    static Store store(String path, Consumer<Origins> changes) {
        return new HttpStore("legacy", Origins.at(server.url() + path, changes));
    }

    static Optional<byte[]> read(Store store, Locator locator) {
        return store.open(locator, ByteRange.ALL).map(blob -> {
            try (blob) {
                return drain(blob);
            }
        });
    }

    static byte[] drain(Blob blob) {
        var bytes = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(50_000);
        while (blob.read(buffer.clear()) >= 0) {
            bytes.write(buffer.array(), 0, buffer.position());
        }
        return bytes.toByteArray();
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random().nextBytes(bytes);
        return bytes;
    }

    static Fault assertFails(Fault.Kind kind, ThrowingCallable call) {
        Fault[] seen = new Fault[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).as(fault.detail()).isEqualTo(kind);
            seen[0] = fault;
        });
        return seen[0];
    }

    /** Waits until the origin has noted a request: it writes its log behind the answer. */
    static void awaitRequest(String begins, String ends) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (server.requests().stream().noneMatch(line -> line.startsWith(begins) && line.endsWith(ends))) {
            assertThat(System.nanoTime())
                    .as(begins + "…" + ends + " in " + server.requests())
                    .isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
