package dev.imago.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;

/** What tests of stores on a real cluster do with them. */
abstract class S3Ground {
    static final CephCluster CEPH = CephCluster.shared();

    @TempDir
    Path spool;

    private final AtomicInteger spooled = new AtomicInteger();

    final Stored put(Store store, String key, byte[] bytes) {
        return withContent(bytes, content -> store.put(ImageKey.of(key), content));
    }

    /** A spool file for as long as the call takes. */
    final <T> T withContent(byte[] bytes, java.util.function.Function<Content, T> call) {
        try {
            Path file = Files.write(spool.resolve("spool-" + spooled.incrementAndGet()), bytes);
            try {
                return call.apply(new Content(file, bytes.length, Digest.of(bytes), Format.JPEG));
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] read(Store store, String key) {
        try (Blob blob = store.open(new Locator(key), ByteRange.ALL).orElseThrow()) {
            return rest(blob);
        }
    }

    /** All that the blob still has. */
    static byte[] rest(Blob blob) {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        var bytes = new ByteArrayOutputStream();
        while (blob.read(buffer.clear()) >= 0) {
            bytes.write(buffer.array(), 0, buffer.position());
        }
        return bytes.toByteArray();
    }

    static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** The call fails with a fault of this kind, whose message has what the pattern finds. */
    static void assertFault(ThrowingCallable call, Fault.Kind kind, String words) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.kind()).as(fault + " " + fault.detail()).isEqualTo(kind);
            assertThat(fault.message()).containsPattern(words);
        });
    }
}
