package dev.imago.store.http;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.image.PercentEncoding;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Content;
import dev.imago.store.ImportOnRead;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.ReadOnly;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.util.Optional;

/**
 * Images that another web server has. It can only be read; the address of an image is that of the origin, followed by the key.
 *
 * <p>A small image is read with one request, so that all that is learnt of it is of one version. A large one is streamed; other parts
 * of it are asked for with the condition that it is the same version (RFC 9110 §13.1), and compared with it. Whether the origin understands ranges does not matter.
 */
public final class HttpStore implements Store, PathAddressed, ReadOnly, ImportOnRead {
    private final String name;
    private final OriginClient client;
    private final OriginReader reader;
    private final boolean importOnRead;

    /** @throws IllegalArgumentException when the origin's own authority cannot be read */
    public HttpStore(String name, Origin origin) {
        this(name, origin, false);
    }

    /** @param importOnRead whether it is to be left: see {@link ImportOnRead} */
    public HttpStore(String name, Origin origin, boolean importOnRead) {
        this.name = name;
        this.importOnRead = importOnRead;
        this.client = new OriginClient(origin);
        this.reader = new OriginReader(origin, client);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<BlobStat> stat(Locator locator) {
        return path(locator).flatMap(reader::stat).map(Version::stat);
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return path(locator).flatMap(path -> reader.open(path, range));
    }

    /** Encoded. */
    private static Optional<String> path(Locator locator) {
        try {
            ImageKey key = ImageKey.of(locator.value());
            return key.hidden() ? Optional.empty() : Optional.of(PercentEncoding.encodePath(key.value()));
        } catch (Fault notAKey) {
            return Optional.empty();
        }
    }

    @Override
    public Stored put(ImageKey key, Content content) {
        throw readOnly();
    }

    @Override
    public boolean delete(Locator locator) {
        throw readOnly();
    }

    private Fault readOnly() {
        return new Fault(Fault.Kind.FORBIDDEN, "The store '" + name + "' can only be read.");
    }

    @Override
    public Optional<Locator> locate(ImageKey key) {
        return key.hidden() ? Optional.empty() : Optional.of(new Locator(key.value()));
    }

    @Override
    public ImageKey keyOf(Locator locator) {
        return ImageKey.of(locator.value());
    }

    @Override
    public <T> Optional<T> capability(Class<T> type) {
        boolean can = type.isInstance(this) && (type != ImportOnRead.class || importOnRead);
        return can ? Optional.of(type.cast(this)) : Optional.empty();
    }

    @Override
    public void close() {
        client.close();
    }
}
