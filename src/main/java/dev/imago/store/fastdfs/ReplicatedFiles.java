package dev.imago.store.fastdfs;

import dev.imago.image.Fault;
import dev.imago.store.BlobStat;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files in the groups of a cluster: whatever is asked goes to the storage that is likeliest to know, and to each other one as second
 * choice. That there is no file is believed if all of its group say so. Thread-safe; blocks.
 */
final class ReplicatedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedFiles.class);

    private final Cluster cluster;

    ReplicatedFiles(Cluster cluster) {
        this.cluster = cluster;
    }

    /** A question to one storage. */
    private interface Question<T> {
        T ask(Storage storage) throws IOException;
    }

    /** What a file is, if it is there. A copy of another size than its name says is none. */
    Optional<BlobStat> stat(FileId file) {
        return first(file, storage -> {
            Storage.Info info = storage.info(file);
            if (!file.tellsAll()) {
                return new BlobStat(
                        info.size(),
                        "%x-%x-%x".formatted(info.size(), info.modified().getEpochSecond(), info.crc32()),
                        info.modified());
            }
            if (info.size() != file.size()) {
                throw new IOException(storage + " has " + info.size() + " of " + file.size() + " bytes of " + file);
            }
            return statOf(file);
        });
    }

    /** What the name says of a file that {@link FileId#tellsAll()}. */
    static BlobStat statOf(FileId file) {
        return new BlobStat(
                file.size(),
                "%x-%x-%x".formatted(file.size(), file.created().getEpochSecond(), file.crc32()),
                file.created());
    }

    /** Fills the buffer from the offset on. @return whether the file is there */
    boolean read(FileId file, long offset, ByteBuffer target) {
        return first(file, storage -> {
                    storage.download(file, offset, target);
                    return true;
                })
                .isPresent();
    }

    private <T> Optional<T> first(FileId file, Question<T> question) {
        Optional<IOException> failure = Optional.empty();
        for (StorageState holder : cluster.holders(file)) {
            try {
                return Optional.of(question.ask(cluster.storage(holder)));
            } catch (Refusal refusal) {
                if (!refusal.absent()) {
                    failure = Optional.of(refusal);
                }
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw fault(failure.get());
        }
        return Optional.empty();
    }

    /**
     * Stores a file.
     *
     * @param extension without its dot, at most six characters
     * @throws Fault of kind {@code NO_SPACE} when no group has room
     */
    FileId upload(Path file, long size, String extension) {
        try (FileChannel bytes = FileChannel.open(file, StandardOpenOption.READ)) {
            return upload(bytes, size, extension);
        } catch (NoSuchFileException e) {
            throw new Fault(Fault.Kind.INTERNAL, "The spooled upload is gone.", e);
        } catch (IOException e) {
            throw new Fault(Fault.Kind.INTERNAL, "The spooled upload cannot be read.", e);
        }
    }

    private FileId upload(FileChannel bytes, long size, String extension) {
        Set<String> full = new HashSet<>();
        Optional<IOException> failure = Optional.empty();
        for (StorageState taker : cluster.takers(size)) {
            if (!full.contains(taker.group())) {
                var sent = new AtomicBoolean();
                try {
                    return cluster.storage(taker).upload(bytes, size, extension, () -> sent.set(true));
                } catch (Refusal refusal) {
                    if (refusal.status() == Refusal.NO_SPACE) {
                        full.add(taker.group());
                    }
                    failure = Optional.of(refusal);
                } catch (IOException e) {
                    if (sent.get()) {
                        LOG.warn(
                                "{} took {} bytes and did not tell their name: they may stay there, unknown",
                                taker.address(),
                                size);
                    }
                    failure = Optional.of(e);
                }
            }
        }
        throw failure.map(ReplicatedFiles::fault).orElseThrow();
    }

    /**
     * What became of a delete.
     *
     * @param found whether somebody had the file
     * @param all whether each storage of the group knows now that there is none
     */
    record Deleted(boolean found, boolean all) {}

    /**
     * Deletes a file on each storage of its group by itself: a replica may have what its source has lost.
     *
     * @throws Fault when none of them answered
     */
    Deleted delete(FileId file) {
        boolean found = false;
        int answers = 0;
        Optional<IOException> failure = Optional.empty();
        List<StorageState> holders = cluster.holders(file);
        for (StorageState holder : holders) {
            try {
                cluster.storage(holder).delete(file);
                found = true;
                answers++;
            } catch (Refusal refusal) {
                if (refusal.absent()) {
                    answers++;
                } else {
                    failure = Optional.of(refusal);
                }
            } catch (IOException e) {
                failure = Optional.of(e);
            }
        }
        if (answers == 0 && failure.isPresent()) {
            throw fault(failure.get());
        }
        return new Deleted(found, answers == holders.size());
    }

    /**
     * How many storages of its group have a whole file.
     *
     * @param members of the group
     * @param present those that have it
     * @param absent those that say that they do not
     */
    record Copies(int members, int present, int absent) {}

    /** Asks each storage but those that have failed a moment ago. */
    Copies copies(FileId file) {
        int present = 0;
        int absent = 0;
        List<StorageState> holders = cluster.holders(file);
        for (StorageState holder : holders) {
            Storage storage = cluster.storage(holder);
            try {
                if (!storage.rests()) {
                    boolean whole = storage.info(file).size() == file.size();
                    present += whole ? 1 : 0;
                    absent += whole ? 0 : 1;
                }
            } catch (Refusal refusal) {
                absent += refusal.absent() ? 1 : 0;
            } catch (IOException e) {
                LOG.debug("{} does not tell whether it has {}", holder.address(), file, e);
            }
        }
        return new Copies(holders.size(), present, absent);
    }

    /** Replaces what is noted beside a file. */
    void note(FileId file, Map<String, String> metadata) {
        var _ = first(file, storage -> {
            storage.note(file, metadata);
            return true;
        });
    }

    /** What is noted beside a file; empty if there is no such file. */
    Optional<Map<String, String>> notes(FileId file) {
        return first(file, storage -> storage.notes(file));
    }

    /** What it means to a caller that nobody did what was asked. */
    static Fault fault(IOException e) {
        Fault.Kind kind = Fault.Kind.UNAVAILABLE;
        String message = "The store does not answer.";
        if (e instanceof SocketTimeoutException) {
            kind = Fault.Kind.TIMEOUT;
            message = "The store did not answer in time.";
        } else if (e instanceof Refusal refusal && refusal.status() == Refusal.NO_SPACE) {
            kind = Fault.Kind.NO_SPACE;
            message = "There is no room left in the store for this upload.";
        } else if (e instanceof Refusal refusal && refusal.forbidden()) {
            kind = Fault.Kind.FORBIDDEN;
            message = "The store refuses this server.";
        } else if (e instanceof Refusal) {
            message = "The store cannot do this now.";
        }
        return new Fault(kind, message, e);
    }
}
