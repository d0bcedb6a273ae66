package dev.imago.store.wrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.memory.MemoryStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.io.TempDir;

/** A store in memory with one image, for the tests of what is put around it. */
abstract class WrapperGround {
    static final Locator ABSENT = new Locator("absent.jpg");
    static final ImageKey KEY = ImageKey.of("a.jpg");
    static final Locator THERE = new Locator("a.jpg");
    static final byte[] BYTES = bytes(1000);

    @TempDir
    Path spool;

    final MemoryStore memory = new MemoryStore("memory");

    final void putImage() {
        memory.put(KEY, content(BYTES));
    }

    final Content content(byte[] bytes) {
        try {
            Path file = Files.write(Files.createTempFile(spool, "upload", ""), bytes);
            return new Content(file, bytes.length, Digest.of(bytes), Format.JPEG);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static byte[] drain(Blob blob) {
        var bytes = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64);
        while (blob.read(buffer.clear()) >= 0) {
            bytes.write(buffer.array(), 0, buffer.position());
        }
        return bytes.toByteArray();
    }

    static void assertFails(Fault.Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(kind));
    }
}
