package dev.imago.store.fastdfs;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Answering;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Capacity;
import dev.imago.store.Content;
import dev.imago.store.Locating;
import dev.imago.store.Locator;
import dev.imago.store.NeverEmpty;
import dev.imago.store.Presigned;
import dev.imago.store.Relocating;
import dev.imago.store.Staging;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Images in the groups of a FastDFS cluster. FastDFS gives a file its name ({@link FileId}), which is the locator; what lies there
 * already is found under that name.
 *
 * <p><b>Durability.</b> When a put returns, a storage has the file, and so has the spool of this node, until a second storage reports
 * it: the file survives the loss of the storage that took it, and the loss of this node once it is replicated.
 */
public final class FastDfsStore implements Store, Locating, Answering, Capacity, NeverEmpty, Relocating {
    private static final Logger LOG = LoggerFactory.getLogger(FastDfsStore.class);

    private final String name;
    private final List<String> slaves;
    private final Optional<DirectLinks> links;
    private final Cluster cluster;
    private final ReplicatedFiles files;
    private final Spool spool;
    private final Keeper keeper;
    private final RecentlyDeleted deleted = new RecentlyDeleted();
    private final FastDfsBlob.Source source = new Source();

    /**
     * Opens a store; the cluster may be away.
     *
     * @param slaves prefixes of the files that others may have made beside each image, and that are deleted with it
     * @param links where clients are to fetch images themselves
     * @param directory of this node, for what is not safe yet
     * @param lasting whether what is kept there survives power loss
     */
    public FastDfsStore(
            String name,
            ClusterSettings settings,
            List<String> slaves,
            Optional<DirectLinks> links,
            Path directory,
            boolean lasting) {
        this(name, settings, slaves, links, directory, lasting, Pace.USUAL);
    }

    FastDfsStore(
            String name,
            ClusterSettings settings,
            List<String> slaves,
            Optional<DirectLinks> links,
            Path directory,
            boolean lasting,
            Pace pace) {
        this.name = name;
        this.slaves = List.copyOf(slaves);
        this.links = links;
        this.cluster = new Cluster(settings);
        this.files = new ReplicatedFiles(cluster);
        this.spool = new Spool(directory, lasting);
        this.keeper = new Keeper(files, spool, pace);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<BlobStat> stat(Locator locator) {
        return FileId.parse(locator.value()).flatMap(source::stat);
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return FileId.parse(locator.value()).flatMap(file -> FastDfsBlob.open(source, file, range));
    }

    @Override
    public Stored put(ImageKey key, Content content) {
        if (content.size() == 0) {
            throw new Fault(Fault.Kind.INVALID, "FastDFS cannot keep an image without bytes.");
        }
        Path body = spool.take(content);
        Optional<FileId> uploaded = Optional.empty();
        boolean kept = false;
        try {
            FileId file = files.upload(body, content.size(), Extension.of(content.format()));
            uploaded = Optional.of(file);
            content.guard().require();
            spool.keep(body, file, key, content);
            kept = true;
            return new Stored(file.locator(), ReplicatedFiles.statOf(file));
        } finally {
            if (!kept) {
                spool.discard(body);
                uploaded.ifPresent(this::takeBack);
            }
        }
    }

    /** Nobody was told of this file, and nobody will be. */
    private void takeBack(FileId file) {
        try {
            var _ = remove(file);
        } catch (Fault away) {
            LOG.warn("{} stays in the store, unused: {}", file, away.detail());
        }
    }

    @Override
    public boolean delete(Locator locator) {
        Optional<FileId> file = FileId.parse(locator.value());
        if (file.isEmpty()) {
            return false;
        }
        Optional<Pending> kept = spool.find(file.get());
        boolean found = remove(file.get());
        slaves.forEach(prefix -> file.get().slave(prefix).ifPresent(this::remove));
        kept.ifPresent(spool::drop);
        return found || kept.isPresent();
    }

    private boolean remove(FileId file) {
        boolean before = deleted.has(file);
        ReplicatedFiles.Deleted now = files.delete(file);
        deleted.add(file);
        if (!now.all()) {
            spool.bury(file);
        }
        return now.found() && !before;
    }

    @Override
    public Optional<Locator> locate(ImageKey key) {
        return FileId.parse(key.value())
                .filter(file -> cluster.mayKnow(file.group()))
                .map(FileId::locator);
    }

    @Override
    public void tell(Register register) {
        keeper.tell(register);
    }

    @Override
    public void requireAnswer() {
        cluster.requireAnswer();
    }

    @Override
    public long totalBytes() {
        return sum(cluster::totals);
    }

    @Override
    public long freeBytes() {
        return sum(cluster::frees);
    }

    /** While nothing was ever told, there is no room. */
    private static long sum(Supplier<Map<String, Long>> groups) {
        try {
            return groups.get().values().stream().mapToLong(Long::longValue).sum();
        } catch (Fault away) {
            return 0;
        }
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        if (type == Staging.class) {
            return Optional.of(type.cast(spool));
        }
        if (type == Presigned.class) {
            return links.map(type::cast);
        }
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void close() {
        keeper.close();
        cluster.close();
    }

    /** The storages, and the spool where these have a file no more. */
    private final class Source implements FastDfsBlob.Source {
        @Override
        public boolean read(FileId file, long offset, ByteBuffer target) {
            if (gone(file)) {
                return false;
            }
            try {
                return files.read(file, offset, target) || spool.read(file, offset, target);
            } catch (Fault away) {
                if (spool.read(file, offset, target)) {
                    return true;
                }
                throw away;
            }
        }

        @Override
        public Optional<BlobStat> stat(FileId file) {
            if (gone(file)) {
                return Optional.empty();
            }
            Optional<BlobStat> kept = spool.find(file).map(entry -> ReplicatedFiles.statOf(file));
            return kept.isPresent() ? kept : files.stat(file);
        }

        private boolean gone(FileId file) {
            return deleted.has(file) || spool.buried(file);
        }
    }
}
