package dev.imago.migrate;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Copies what is read on this node, for migrations that want no more than that. Readers leave a key and go on; what becomes of it is
 * nothing to them. A copy that fails is noted, so that the runner tries it again; while a store is down, ever fewer are tried.
 * Thread-safe.
 */
final class CopyOnRead implements AutoCloseable {
    /** For so long a key that was looked after is left alone; hot images are read all the time. */
    private static final Duration LEFT_ALONE = Duration.ofMinutes(1);

    private static final int MOST_REMEMBERED = 50_000;

    private final Supplier<Routing> routing;
    private final Function<Plan, Settler> settlers;
    private final MigrationTable table;
    private final ErrorTable errors;
    private final InstantSource clock;
    private final Map<String, ReadQueue> queues = new ConcurrentHashMap<>();
    private final Map<Read, Long> lookedAfter = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private record Read(String migration, ImageKey key) {}

    CopyOnRead(
            Supplier<Routing> routing,
            Function<Plan, Settler> settlers,
            MigrationTable table,
            ErrorTable errors,
            InstantSource clock) {
        this.routing = routing;
        this.settlers = settlers;
        this.table = table;
        this.errors = errors;
        this.clock = clock;
    }

    /** Hears that an image was read. Returns at once. */
    void read(ImageKey key) {
        Optional<Migration> migration = lazy(key);
        if (migration.isPresent()
                && !closed
                && !leftAlone(new Read(migration.get().id(), key))) {
            queues.computeIfAbsent(migration.get().id(), _ -> queue(migration.get()))
                    .offer(key);
        }
    }

    private Optional<Migration> lazy(ImageKey key) {
        return routing.get().open(key).filter(Migration::copiesWhatIsRead);
    }

    private boolean leftAlone(Read read) {
        Long since = lookedAfter.get(read);
        return since != null && System.nanoTime() - since < LEFT_ALONE.toNanos();
    }

    private ReadQueue queue(Migration migration) {
        Settler settler = settlers.apply(migration.plan());
        return new ReadQueue(
                migration.id(),
                migration.plan().concurrency(),
                key -> lazy(key).filter(now -> now.id().equals(migration.id())).isEmpty()
                        || copy(settler, migration, key));
    }

    /** False when a store is in trouble, or full. */
    private boolean copy(Settler settler, Migration migration, ImageKey key) {
        var tally = new Tally();
        boolean sound = true;
        try {
            settler.settle(migration, key, tally);
        } catch (Fault fault) {
            errors.note(migration.id(), key, fault.message(), clock.instant());
            sound = !Pass.passes(fault);
        }
        if (!tally.none()) {
            table.count(migration.id(), tally);
        }
        remember(new Read(migration.id(), key));
        return sound;
    }

    private void remember(Read read) {
        if (lookedAfter.size() >= MOST_REMEMBERED) {
            lookedAfter.clear();
        }
        lookedAfter.put(read, System.nanoTime());
    }

    @Override
    public void close() {
        closed = true;
        queues.values().forEach(ReadQueue::close);
    }
}
