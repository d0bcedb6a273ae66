package dev.imago.store.s3;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import dev.imago.store.Blob;
import dev.imago.store.BlobStat;
import dev.imago.store.ByteRange;
import dev.imago.store.Capacity;
import dev.imago.store.ConditionalPut;
import dev.imago.store.Content;
import dev.imago.store.Listing;
import dev.imago.store.Locator;
import dev.imago.store.PathAddressed;
import dev.imago.store.Presigned;
import dev.imago.store.Store;
import dev.imago.store.Stored;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A bucket whose objects are the images: an object's name is the prefix and the key. Other programs may put, replace and remove
 * objects there at any time.
 *
 * <p>What is acknowledged is as durable as the service makes it: it answers a put when it has the whole object, as often as it is
 * configured to keep it. Objects replace each other at once. Nothing is asked of the service before the store is used, so that it
 * need not be there when a server starts.
 */
public final class S3Store implements Store, PathAddressed, ConditionalPut {
    private final String name;
    private final Bucket bucket;
    private final Names names;
    private final Once<Connection> connection;
    private final ObjectReader reader;
    private final ObjectWriter writer;
    private final Conditions conditions;
    private final Listing listing;
    private final Upkeep upkeep;
    private final Optional<DirectAccess> directAccess;

    /** Prepares a store; whether its bucket is there is told in the log a moment later. */
    public S3Store(String name, Service service, Bucket bucket, Patience patience) {
        this.name = name;
        this.bucket = bucket;
        this.names = new Names(bucket.prefix());
        this.connection = new Once<>(() -> new Connection(service, patience));
        this.reader = new ObjectReader(connection, bucket.name());
        this.writer = new ObjectWriter(connection, bucket, reader);
        this.conditions = new Conditions(connection, bucket);
        this.listing = new BucketListing(connection, bucket.name(), names);
        this.directAccess =
                bucket.directAccess().map(validity -> new DirectAccess(connection, bucket.name(), names, validity));
        this.upkeep = new Upkeep(name, connection, bucket);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<BlobStat> stat(Locator locator) {
        return names.of(locator).flatMap(reader::stat);
    }

    @Override
    public Optional<Blob> open(Locator locator, ByteRange range) {
        return names.of(locator).flatMap(object -> reader.open(object, range));
    }

    @Override
    public Stored put(ImageKey key, Content content) {
        return new Stored(new Locator(key.value()), writer.put(require(key), content));
    }

    @Override
    public Stored putOver(Optional<String> expected, ImageKey key, Content content) {
        BlobStat stat = writer.putConditionally(require(key), content, conditions.over(expected));
        return new Stored(new Locator(key.value()), stat);
    }

    private String require(ImageKey key) {
        return names.of(key)
                .orElseThrow(() -> new Fault(
                        Fault.Kind.INVALID,
                        key.hidden()
                                ? "A part of the key begins with a dot; such files are never served."
                                : "The key is too long for this store."));
    }

    /** {@inheritDoc} The service does not tell whether there was something to remove: it is asked before. */
    @Override
    public boolean delete(Locator locator) {
        Optional<String> object =
                names.of(locator).filter(name -> reader.stat(name).isPresent());
        object.ifPresent(this::remove);
        return object.isPresent();
    }

    private void remove(String object) {
        try {
            connection
                    .get()
                    .s3()
                    .deleteObject(request -> request.bucket(bucket.name()).key(object));
        } catch (SdkException e) {
            throw Faults.of(e, "DELETE " + object);
        }
    }

    @Override
    public Optional<Locator> locate(ImageKey key) {
        return names.of(key).map(object -> new Locator(key.value()));
    }

    @Override
    public ImageKey keyOf(Locator locator) {
        return ImageKey.of(locator.value());
    }

    /** {@inheritDoc} Whether it takes conditional puts, and how much room it has, only the service can tell. */
    @Override
    public <T> Optional<T> capability(Class<T> type) {
        if (type == Listing.class) {
            return Optional.of(type.cast(listing));
        }
        if (type == Capacity.class) {
            return upkeep.room().map(type::cast);
        }
        if (type == Presigned.class) {
            return directAccess.map(type::cast);
        }
        if (type == ConditionalPut.class && !conditions.heeded()) {
            return Optional.empty();
        }
        return type.isInstance(this) ? Optional.of(type.cast(this)) : Optional.empty();
    }

    /** Closes the connections. Nobody may use the store any more, nor blobs of it that are open. */
    @Override
    public void close() {
        upkeep.close();
        directAccess.ifPresent(DirectAccess::close);
        connection.ifMade().ifPresent(Connection::close);
    }
}
