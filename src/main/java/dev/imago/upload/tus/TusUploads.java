package dev.imago.upload.tus;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.upload.WriteConditions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All resumable uploads of this node. Expired ones are removed once a minute. Thread-safe. */
public final class TusUploads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TusUploads.class);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final TusFiles files;
    private final TusSettings settings;
    private final InstantSource clock;
    private final Map<String, TusUpload> known = new ConcurrentHashMap<>();
    private final ScheduledExecutorService background = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("tus").factory());

    /** Something that is done by the only one at work on an upload. */
    @FunctionalInterface
    public interface Work<T> {
        T with(TusUpload upload) throws IOException;
    }

    /**
     * @param directory of unfinished uploads, of this process alone; on the file system of the store, if finishing one shall be a
     *     rename
     * @throws IOException if the directory cannot be used
     */
    public TusUploads(Path directory, TusSettings settings, InstantSource clock) throws IOException {
        this(directory, settings, clock, TusFiles.freeOn(directory));
    }

    /** @param free bytes on the file system of the directory now */
    TusUploads(Path directory, TusSettings settings, InstantSource clock, LongSupplier free) throws IOException {
        this.files = new TusFiles(directory, free, settings.keepFree().bytes());
        this.settings = settings;
        this.clock = clock;
        var _ = background.scheduleWithFixedDelay(this::removeExpired, 1, 1, TimeUnit.MINUTES);
    }

    /**
     * Begins an upload; it is on the disk when this returns.
     *
     * @throws Fault of kind {@code TOO_LARGE}, {@code NO_SPACE} or {@code UNAVAILABLE}
     */
    public TusInfo create(ImageKey key, long length, Optional<String> metadata, WriteConditions preconditions) {
        if (length > settings.maxBytes().bytes()) {
            throw new Fault(
                    Fault.Kind.TOO_LARGE,
                    "A resumable upload has at most " + settings.maxBytes().bytes() + " bytes.");
        }
        byte[] id = new byte[16];
        RANDOM.nextBytes(id);
        TusInfo info = new TusInfo(
                HexFormat.of().formatHex(id),
                key,
                length,
                0,
                metadata,
                preconditions,
                clock.instant().plus(settings.expires()),
                Optional.empty());
        try {
            if (!files.hasRoomFor(length)) {
                throw TusFiles.full();
            }
            files.create(info);
        } catch (IOException e) {
            throw TusFiles.fault(e);
        }
        return info;
    }

    /**
     * What is known of an upload.
     *
     * @throws Fault of kind {@code ABSENT} if there is none, or it has expired
     */
    public TusInfo find(String id) {
        return upload(id).info();
    }

    /**
     * Works on an upload that nobody else works on meanwhile.
     *
     * @return empty if somebody else does
     * @throws Fault of kind {@code ABSENT}, or as the work throws it
     * @throws IOException as the work throws it
     */
    public <T> Optional<T> exclusively(String id, Work<T> work) throws IOException {
        TusUpload upload = upload(id);
        if (!upload.turn().take()) {
            return Optional.empty();
        }
        try {
            if (upload.removed()) {
                throw absent();
            }
            return Optional.of(work.with(upload));
        } finally {
            if (upload.removed()) {
                known.remove(id, upload);
            }
            upload.turn().release();
        }
    }

    /** Removes what has expired. */
    void removeExpired() {
        try {
            for (String id : files.ids()) {
                removeIfExpired(id);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Expired resumable uploads are removed later: {}", e.toString());
        }
    }

    private void removeIfExpired(String id) throws IOException {
        boolean old = known.containsKey(id)
                || files.read(id)
                        .filter(info -> !clock.instant().isBefore(info.expires()))
                        .isPresent();
        Optional<TusUpload> upload = old ? load(id).filter(TusUpload::expired) : Optional.empty();
        if (upload.isPresent() && upload.get().turn().take()) {
            try {
                upload.get().remove();
                known.remove(id, upload.get());
            } finally {
                upload.get().turn().release();
            }
        }
    }

    public TusSettings settings() {
        return settings;
    }

    @Override
    public void close() {
        background.shutdownNow();
    }

    private TusUpload upload(String id) {
        try {
            return load(id).filter(upload -> !upload.expired()).orElseThrow(TusUploads::absent);
        } catch (IOException e) {
            throw TusFiles.fault(e);
        }
    }

    /** Reads while nobody else does, so that there is one object for an upload, and none for one that was removed. */
    private Optional<TusUpload> load(String id) throws IOException {
        try {
            return Optional.ofNullable(known.computeIfAbsent(id, this::read));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private @Nullable TusUpload read(String id) {
        try {
            return files.read(id)
                    .map(info -> new TusUpload(files, info, settings.expires(), clock))
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Fault absent() {
        return new Fault(Fault.Kind.ABSENT, "There is no such upload. It may have been finished, removed or expired.");
    }
}
