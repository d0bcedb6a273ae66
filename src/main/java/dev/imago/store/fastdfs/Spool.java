package dev.imago.store.fastdfs;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Content;
import dev.imago.store.DiskFaults;
import dev.imago.store.Staging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What FastDFS could still lose, in a directory of this node: acknowledged files until a second storage has them ({@code NAME.body},
 * and {@code NAME.entry}, which comes last and goes first), and names of deleted files until each storage has heard of it ({@code
 * NAME.gone}). Thread-safe.
 */
final class Spool implements Staging {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final Path directory;
    private final boolean lasting;
    private final Map<FileId, Pending> pending = new ConcurrentHashMap<>();
    private final Map<FileId, String> gone = new ConcurrentHashMap<>();

    /**
     * Makes the directory if need be, and reads what an earlier process left.
     *
     * @param lasting whether what is kept survives power loss
     */
    Spool(Path directory, boolean lasting) {
        this.directory = directory;
        this.lasting = lasting;
        try {
            Files.createDirectories(directory);
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    load(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the spool directory " + directory + " cannot be used", e);
        }
    }

    private void load(Path file) throws IOException {
        String name = nameOf(file);
        try {
            switch (String.valueOf(file.getFileName()).substring(name.length())) {
                case ".entry" -> index(Pending.read(name, Files.readAllLines(file)));
                case ".gone" -> FileId.parse(Files.readString(file)).ifPresent(id -> gone.put(id, name));
                case ".body" -> removeUnless(Files.exists(directory.resolve(name + ".entry")), file);
                default -> removeUnless(false, file);
            }
        } catch (IllegalArgumentException | Fault e) {
            LOG.warn("{} cannot be understood and stays as it is", file, e);
        }
    }

    private static void removeUnless(boolean needed, Path file) throws IOException {
        if (!needed) {
            Files.deleteIfExists(file);
        }
    }

    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(0, dot);
    }

    @Override
    public Path stagingDirectory() {
        return directory;
    }

    @Override
    public Path newSpoolFile() {
        return directory.resolve(UUID.randomUUID() + ".part");
    }

    /**
     * Takes content over, beside its file; {@link #keep} or {@link #discard} comes next.
     *
     * @return where its bytes lie now
     */
    Path take(Content content) {
        Path body = directory.resolve(UUID.randomUUID() + ".body");
        try {
            if (Files.size(content.file()) != content.size()) {
                throw new Fault(Fault.Kind.INTERNAL, "The spooled upload is not complete.");
            }
            if (holds(content)) {
                Files.createLink(body, content.file());
            } else {
                Files.copy(content.file(), body);
            }
            force(body);
            return body;
        } catch (NoSuchFileException e) {
            throw new Fault(Fault.Kind.INTERNAL, "The spooled upload is gone.", e);
        } catch (IOException e) {
            discard(body);
            throw DiskFaults.of(e, "The upload could not be spooled.");
        }
    }

    private boolean holds(Content content) {
        return directory
                .toAbsolutePath()
                .equals(content.file().toAbsolutePath().normalize().getParent());
    }

    /** Keeps it until {@link #drop}. */
    void keep(Path body, FileId id, ImageKey key, Content content) {
        var entry = new Pending(
                nameOf(body), id, Optional.empty(), key, content.digest(), content.format(), Instant.now(), false);
        write(entry);
        if (holds(content)) {
            remove(content.file());
        }
    }

    /** Replaces the entry of that name. */
    void write(Pending entry) {
        write(entry.name() + ".entry", String.join("\n", entry.written()));
        index(entry);
    }

    private void index(Pending entry) {
        pending.put(entry.id(), entry);
        entry.former().ifPresent(former -> pending.put(former, entry));
    }

    /** It lies safely elsewhere, or is not wanted any more. */
    void drop(Pending entry) {
        remove(directory.resolve(entry.name() + ".entry"));
        remove(bodyOf(entry));
        forget(entry.id(), entry.name());
        entry.former().ifPresent(former -> forget(former, entry.name()));
    }

    private void forget(FileId id, String name) {
        pending.computeIfPresent(id, (_, entry) -> entry.name().equals(name) ? null : entry);
    }

    /** Those who know where images lie know of the move. */
    void settle(Pending entry) {
        write(entry.told());
        entry.former().ifPresent(former -> forget(former, entry.name()));
    }

    void discard(Path body) {
        remove(body);
    }

    List<Pending> all() {
        return pending.values().stream().distinct().toList();
    }

    Optional<Pending> find(FileId id) {
        return Optional.ofNullable(pending.get(id));
    }

    Path bodyOf(Pending entry) {
        return directory.resolve(entry.name() + ".body");
    }

    /** Fills the buffer from the offset on. @return whether the file is here, and as long as that */
    boolean read(FileId id, long offset, ByteBuffer target) {
        Optional<Pending> entry = find(id);
        if (entry.isEmpty()) {
            return false;
        }
        int start = target.position();
        try (FileChannel body = FileChannel.open(bodyOf(entry.get()), StandardOpenOption.READ)) {
            while (target.hasRemaining()) {
                if (body.read(target, offset + target.position() - start) < 0) {
                    target.position(start);
                    return false;
                }
            }
            return true;
        } catch (IOException dropped) {
            target.position(start);
            return false;
        }
    }

    /** Notes that no storage may have this file. */
    void bury(FileId id) {
        String name = UUID.randomUUID().toString();
        write(name + ".gone", id.toString());
        gone.put(id, name);
    }

    List<FileId> buried() {
        return List.copyOf(gone.keySet());
    }

    boolean buried(FileId id) {
        return gone.containsKey(id);
    }

    void forget(FileId id) {
        Optional.ofNullable(gone.remove(id)).ifPresent(name -> remove(directory.resolve(name + ".gone")));
    }

    private void write(String name, String text) {
        Path next = directory.resolve(name + ".next");
        try {
            Files.writeString(next, text);
            force(next);
            Files.move(next, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            force(directory);
        } catch (IOException e) {
            remove(next);
            throw DiskFaults.of(e, "The upload could not be spooled.");
        }
    }

    private void force(Path path) throws IOException {
        if (lasting) {
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                file.force(true);
            }
        }
    }

    private static void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} could not be removed", file, e);
        }
    }
}
