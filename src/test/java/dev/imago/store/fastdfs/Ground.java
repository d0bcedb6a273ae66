package dev.imago.store.fastdfs;

import dev.imago.image.Digest;
import dev.imago.image.Format;
import dev.imago.store.Blob;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.Locator;
import dev.imago.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** What tests of the store share. */
final class Ground {
    /** A keeper that is in a hurry. */
    static final Pace QUICK =
            new Pace(Duration.ofMillis(20), Duration.ofMillis(300), Duration.ofSeconds(60), Duration.ofSeconds(1));

    private Ground() {}

    /** Settings with deadlines that tests can wait for. */
    static ClusterSettings settings(Duration timeout, int connections, Address... trackers) {
        return new ClusterSettings(
                List.of(trackers), Set.of(), connections, Duration.ofSeconds(1), timeout, Duration.ofMillis(500));
    }

    static Content content(Path directory, byte[] bytes) throws IOException {
        Path file = Files.write(directory.resolve(UUID.randomUUID() + ".upload"), bytes);
        return new Content(file, bytes.length, Digest.of(bytes), Format.JPEG);
    }

    static Optional<byte[]> read(Store store, Locator locator) {
        return store.open(locator, ByteRange.ALL).map(Ground::drain);
    }

    static byte[] drain(Blob blob) {
        try (blob) {
            var bytes = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(50_000);
            while (blob.read(buffer.clear()) >= 0) {
                bytes.write(buffer.array(), 0, buffer.position());
            }
            return bytes.toByteArray();
        }
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
