package dev.imago.upload.tus;

import dev.imago.image.Digest;
import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.DiskFaults;
import dev.imago.upload.WriteConditions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** The files of all uploads. What a method changed is on the disk when it returns. */
final class TusFiles {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
    private static final String INFO = ".json";

    private final Path directory;
    private final LongSupplier free;
    private final long keepFree;

    /** {@link TusInfo} as it is written. */
    private record Written(
            String key,
            long length,
            long offset,
            Optional<String> metadata,
            Optional<String> ifMatch,
            Optional<String> ifNoneMatch,
            Optional<String> ifUnmodifiedSince,
            String expires,
            Optional<String> result) {}

    /**
     * Makes the directory if need be, and clears away what a crash left half made.
     *
     * @param free bytes on its file system now
     * @param keepFree how many of them are left free
     */
    TusFiles(Path directory, LongSupplier free, long keepFree) throws IOException {
        this.directory = directory;
        this.free = free;
        this.keepFree = keepFree;
        Files.createDirectories(directory);
        for (Path file : list()) {
            String name = file.getFileName().toString();
            boolean lonely = name.endsWith(".data") && !Files.exists(info(name.replace(".data", "")));
            if (name.endsWith(".new") || name.endsWith(".finish") || lonely) {
                Files.deleteIfExists(file);
            }
        }
    }

    List<String> ids() throws IOException {
        return list().stream()
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(INFO))
                .map(name -> name.substring(0, name.length() - INFO.length()))
                .filter(id -> ID.matcher(id).matches())
                .toList();
    }

    Path data(String id) {
        return directory.resolve(id + ".data");
    }

    /** A second name of the bytes, which a store may move away. */
    Path linkForStore(String id) throws IOException {
        Path link = directory.resolve(id + ".finish");
        Files.deleteIfExists(link);
        try {
            Files.createLink(link, data(id));
        } catch (UnsupportedOperationException e) {
            Files.copy(data(id), link);
        }
        return link;
    }

    void create(TusInfo info) throws IOException {
        Files.createFile(data(info.id()));
        write(info);
    }

    Optional<TusInfo> read(String id) throws IOException {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        try {
            Written written = JSON.readValue(Files.readAllBytes(info(id)), Written.class);
            return Optional.of(new TusInfo(
                    id,
                    ImageKey.of(written.key()),
                    written.length(),
                    written.offset(),
                    written.metadata(),
                    new WriteConditions(
                            written.ifMatch(),
                            written.ifNoneMatch(),
                            written.ifUnmodifiedSince().map(Instant::parse)),
                    Instant.parse(written.expires()),
                    written.result().map(Digest::new)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JacksonException e) {
            throw new IOException("not readable: " + info(id), e);
        }
    }

    void write(TusInfo info) throws IOException {
        Written written = new Written(
                info.key().value(),
                info.length(),
                info.offset(),
                info.metadata(),
                info.preconditions().ifMatch(),
                info.preconditions().ifNoneMatch(),
                info.preconditions().ifUnmodifiedSince().map(Instant::toString),
                info.expires().toString(),
                info.result().map(Digest::hex));
        Path fresh = directory.resolve(info.id() + ".new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(written));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(false);
        }
        Files.move(fresh, info(info.id()), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel folder = FileChannel.open(directory, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    void removeData(String id) throws IOException {
        Files.deleteIfExists(data(id));
    }

    void remove(String id) throws IOException {
        Files.deleteIfExists(info(id));
        Files.deleteIfExists(data(id));
    }

    /** What is free on the file system of a directory, which is made if need be. */
    static LongSupplier freeOn(Path directory) throws IOException {
        FileStore fileSystem = Files.getFileStore(Files.createDirectories(directory));
        return () -> {
            try {
                return fileSystem.getUsableSpace();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /**
     * Whether as many bytes more leave enough free. Asked before each piece that is written: what is promised at the beginning
     * of uploads says little about what is there when their bytes come.
     */
    boolean hasRoomFor(long bytes) throws IOException {
        try {
            return free.getAsLong() - bytes >= keepFree;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    static Fault full() {
        return new Fault(Fault.Kind.NO_SPACE, "There is no room on the disk for an upload of this length.");
    }

    /** What a failure of the disk is to the client. */
    static Fault fault(IOException e) {
        return DiskFaults.of(e, "The disk of unfinished uploads does not work.");
    }

    private Path info(String id) {
        return directory.resolve(id + INFO);
    }

    private List<Path> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return new ArrayList<>(files.toList());
        }
    }
}
