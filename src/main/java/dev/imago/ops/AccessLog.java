package dev.imago.ops;

import dev.imago.http.Exchange;
import dev.imago.http.Observer;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a line for every exchange, on a thread of its own: who is served never waits for the disk. When lines come faster than
 * they can be written, they are dropped and counted. Thread-safe.
 */
public final class AccessLog implements Observer, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final long LOOK_AT_FILE_NANOS = Duration.ofSeconds(1).toNanos();

    private final AccessLogSettings settings;
    private final InstantSource clock;
    private final BlockingQueue<String> lines;
    private final LongAdder dropped = new LongAdder();
    private final Thread writer;
    private OutputStream out;
    private Optional<Object> fileKey = Optional.empty();
    private long lookedAt = System.nanoTime();
    private volatile boolean closed;

    /** @throws IOException if the file cannot be opened */
    public AccessLog(AccessLogSettings settings, InstantSource clock) throws IOException {
        this.settings = settings;
        this.clock = clock;
        this.lines = new ArrayBlockingQueue<>(settings.queue());
        this.out = open();
        this.writer = Thread.ofPlatform().name("access-log").daemon().unstarted(this::write);
        if (settings.format() != AccessLogSettings.Format.OFF) {
            writer.start();
        }
    }

    @Override
    public void completed(Exchange exchange) {
        String line = switch (settings.format()) {
            case OFF -> "";
            case COMBINED -> LogLine.combined(exchange, clock.instant());
            case JSON -> LogLine.json(exchange, clock.instant());
        };
        if (!line.isEmpty() && !lines.offer(line)) {
            dropped.increment();
        }
    }

    /** Lines that were not written because too many waited. */
    public long dropped() {
        return dropped.sum();
    }

    /** Writes what waits, then ends. */
    @Override
    public void close() {
        closed = true;
        if (!writer.isAlive()) {
            return;
        }
        try {
            writer.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            while (!closed || !lines.isEmpty()) {
                String line = lines.poll(200, TimeUnit.MILLISECONDS);
                if (line != null) {
                    writeAll(line);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        settings.file().ifPresent(file -> closeQuietly());
    }

    /** Writes a line and all that wait behind it, then flushes. */
    private void writeAll(String first) {
        try {
            reopenIfMoved();
            for (String line = first; line != null; line = lines.poll()) {
                out.write(line.getBytes(StandardCharsets.US_ASCII));
            }
            out.flush();
        } catch (IOException e) {
            dropped.increment();
            LOG.error("The access log cannot be written: {}", e.getMessage());
        }
    }

    private void reopenIfMoved() throws IOException {
        long now = System.nanoTime();
        if (settings.file().isEmpty() || now - lookedAt < LOOK_AT_FILE_NANOS) {
            return;
        }
        lookedAt = now;
        if (!Objects.equals(keyOf(settings.file().get()), fileKey)) {
            closeQuietly();
            out = open();
        }
    }

    private OutputStream open() throws IOException {
        if (settings.file().isEmpty() || settings.format() == AccessLogSettings.Format.OFF) {
            return new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
        }
        Path file = settings.file().get().toAbsolutePath();
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        OutputStream opened = new BufferedOutputStream(new FileOutputStream(file.toFile(), true), 1 << 16);
        fileKey = keyOf(file);
        return opened;
    }

    private void closeQuietly() {
        try {
            out.close();
        } catch (IOException e) {
            LOG.warn("The access log does not close: {}", e.getMessage());
        }
    }

    private static Optional<Object> keyOf(Path file) {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
