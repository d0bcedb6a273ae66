package dev.imago.store.s3;

import dev.imago.image.Fault;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.HeadBucketResponse;

/**
 * What a store does by itself, in the background: it looks whether its bucket is there, says so in the log when that changes, remembers
 * how full it is, and now and then has {@link Leftovers} removed. A server starts and goes on without its bucket.
 */
final class Upkeep implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration CLEAN = Duration.ofHours(6);

    private final String store;
    private final Once<Connection> connection;
    private final Bucket bucket;
    private final Leftovers leftovers;
    private final Thread thread;
    private volatile Optional<Room> room = Optional.empty();
    private volatile boolean looked;
    private volatile boolean closed;
    private Optional<String> trouble = Optional.of("");
    private long nextCleaning = System.nanoTime();

    Upkeep(String store, Once<Connection> connection, Bucket bucket) {
        this.store = store;
        this.connection = connection;
        this.bucket = bucket;
        this.leftovers = new Leftovers(connection, bucket);
        this.thread = Thread.ofVirtual().name("s3-" + store).start(this::run);
    }

    /** As it was a minute ago at most; nothing when the service does not tell. Asks if nobody has asked yet. */
    Optional<Room> room() {
        if (!looked) {
            try {
                look();
            } catch (Fault noAnswer) {
                return Optional.empty();
            }
        }
        return room;
    }

    private void run() {
        try {
            while (!closed) {
                boolean there = step();
                Thread.sleep(there ? LOOK : LOOK_AGAIN);
            }
        } catch (InterruptedException e) {
            // The server ends.
        }
    }

    private boolean step() {
        try {
            look();
            if (trouble.isPresent()) {
                LOG.info("store '{}': bucket {} answers", store, bucket.name());
                trouble = Optional.empty();
            }
            clean();
            return true;
        } catch (Fault fault) {
            if (!closed && !trouble.equals(Optional.of(fault.message()))) {
                LOG.warn("store '{}': bucket {}: {} ({})", store, bucket.name(), fault.message(), fault.detail());
                trouble = Optional.of(fault.message());
            }
            return false;
        }
    }

    private void look() {
        try {
            HeadBucketResponse answer = Faults.translated(
                    "HEAD bucket " + bucket.name(),
                    () -> connection.get().s3().headBucket(request -> request.bucket(bucket.name())));
            room = Room.of(answer.sdkHttpResponse());
        } finally {
            looked = true;
        }
    }

    private void clean() {
        if (System.nanoTime() - nextCleaning < 0) {
            return;
        }
        nextCleaning = System.nanoTime() + CLEAN.toNanos();
        try {
            leftovers.abort();
        } catch (Fault fault) {
            if (closed) {
                return;
            }
            LOG.info("store '{}': unfinished uploads stay: {} ({})", store, fault.message(), fault.detail());
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
