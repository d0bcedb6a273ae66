package dev.imago.upload.tus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.config.ByteSize;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.upload.WriteConditions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resumable uploads on a disk of ten million bytes, four million of which are to stay free. */
final class RoomTest {
    private static final int LENGTH = 5_000_000;
    private static final long DISK = 10_000_000;
    private static final long KEEP_FREE = 4_000_000;

    @TempDir
    Path directory;

    @Test
    void uploads_that_each_fit_alone_do_not_fill_the_disk_together() throws IOException {
        var settings = new TusSettings(Duration.ofDays(1), new ByteSize(1L << 30), new ByteSize(KEEP_FREE));
        try (TusUploads uploads = new TusUploads(directory, settings, InstantSource.system(), this::free)) {
            TusInfo one = create(uploads, "one.png");
            TusInfo two = create(uploads, "two.png");
            assertThat(append(uploads, one)).contains(Appended.DONE);
            assertThatThrownBy(() -> append(uploads, two))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.NO_SPACE));
            assertThat(free()).isGreaterThanOrEqualTo(KEEP_FREE - 10_000);
            assertThat(uploads.find(two.id()).offset()).isBetween(500_000L, 1_000_000L);
            assertThatThrownBy(() -> create(uploads, "three.png")).isInstanceOf(Fault.class);
        }
    }

    private static TusInfo create(TusUploads uploads, String key) {
        return uploads.create(ImageKey.of(key), LENGTH, Optional.empty(), WriteConditions.NONE);
    }

    private static Optional<Appended> append(TusUploads uploads, TusInfo info) throws IOException {
        var body = new ByteArrayInputStream(new byte[LENGTH]);
        return uploads.exclusively(info.id(), upload -> upload.append(0, body, Optional.empty()));
    }

    private long free() {
        try (var files = Files.list(directory)) {
            return DISK - files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
