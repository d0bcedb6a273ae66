package dev.imago.store.fastdfs;

import dev.imago.image.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The storages of a cluster, and who is asked for what. What the trackers tell is kept, and renewed behind the calls: while no tracker
 * answers, reads and writes go on with what was true last. Thread-safe.
 */
final class Cluster implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);

    /** What was told, and when. */
    private record Told(List<StorageState> storages, long at) {}

    private final ClusterSettings settings;
    private final Deadlines deadlines = new Deadlines();
    private final Trackers trackers;
    private final Map<Address, Storage> storages = new ConcurrentHashMap<>();
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Told told = new Told(List.of(), 0);
    private volatile boolean silent;

    Cluster(ClusterSettings settings) {
        this.settings = settings;
        this.trackers = new Trackers(settings, deadlines);
    }

    Storage storage(StorageState state) {
        return storages.computeIfAbsent(
                state.address(), address -> new Storage(new ConnectionPool(address, settings, deadlines)));
    }

    /**
     * All storages that may have a file, the best first: the one that took it, which has it before its replicas; then those that work.
     *
     * @throws Fault of kind {@code UNAVAILABLE} when no tracker has ever answered, or none knows the group
     */
    List<StorageState> holders(FileId file) {
        int turn = turns.getAndIncrement();
        List<StorageState> members = members(file.group());
        if (members.isEmpty()) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "The store does not answer.")
                    .withDetail("no tracker knows a storage of " + file.group());
        }
        return members.stream()
                .sorted(Comparator.comparing(
                                (StorageState state) -> storage(state).rests())
                        .thenComparing(state -> !state.active() || !state.readable())
                        .thenComparing(state -> !state.took(file))
                        .thenComparingInt(state -> (state.hashCode() ^ turn) & 0xF))
                .toList();
    }

    /**
     * The storages that can take a file, the best first: those that work, of the group with the most room, in turn.
     *
     * @throws Fault of kind {@code NO_SPACE} when there is room in no group, {@code UNAVAILABLE} when there is nobody
     */
    List<StorageState> takers(long size) {
        List<StorageState> writable = known().stream()
                .filter(state -> state.active() && state.writable() && takesUploads(state.group()))
                .toList();
        if (writable.isEmpty()) {
            throw new Fault(Fault.Kind.UNAVAILABLE, "No storage takes uploads at the moment.")
                    .retryAfter(settings.refresh());
        }
        List<StorageState> roomy =
                writable.stream().filter(state -> free(state.group()) > size).toList();
        if (roomy.isEmpty()) {
            throw new Fault(Fault.Kind.NO_SPACE, "There is no room left in the store for this upload.");
        }
        int turn = turns.getAndIncrement();
        List<StorageState> turned = new ArrayList<>(roomy.subList(turn % roomy.size(), roomy.size()));
        turned.addAll(roomy.subList(0, turn % roomy.size()));
        turned.sort(Comparator.comparing((StorageState state) -> storage(state).rests())
                .thenComparing(state -> free(state.group()), Comparator.reverseOrder()));
        return turned;
    }

    private boolean takesUploads(String group) {
        return settings.groups().isEmpty() || settings.groups().contains(group);
    }

    /** Each file of a group lies on all of its storages: the smallest says how much there is room for. */
    private long free(String group) {
        return members(group).stream().mapToLong(StorageState::free).min().orElse(0);
    }

    List<StorageState> members(String group) {
        return known().stream()
                .filter(state -> state.group().equals(group) && state.member())
                .toList();
    }

    /** Whether there may be such a group, as far as was told. Asks nobody. */
    boolean mayKnow(String group) {
        List<StorageState> now = told.storages();
        return now.isEmpty() || now.stream().anyMatch(state -> state.group().equals(group));
    }

    /** Bytes that files can have altogether, by group. */
    Map<String, Long> totals() {
        return smallest(Comparator.comparingLong(StorageState::total), StorageState::total);
    }

    /** Bytes that more files can have, by group. */
    Map<String, Long> frees() {
        return smallest(Comparator.comparingLong(StorageState::free), StorageState::free);
    }

    private Map<String, Long> smallest(Comparator<StorageState> order, Function<StorageState, Long> bytes) {
        return known().stream()
                .filter(state -> state.member() && takesUploads(state.group()))
                .collect(Collectors.groupingBy(
                        StorageState::group,
                        Collectors.collectingAndThen(
                                Collectors.minBy(order),
                                least -> least.map(bytes).orElse(0L))));
    }

    private List<StorageState> known() {
        Told now = told;
        if (now.storages().isEmpty()) {
            return ask().storages();
        }
        if (System.nanoTime() - now.at() > settings.refresh().toNanos() && asking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("fastdfs-trackers").start(() -> {
                try {
                    var _ = ask();
                } catch (Fault silence) {
                    told = new Told(told.storages(), System.nanoTime());
                } finally {
                    asking.set(false);
                }
            });
        }
        return now.storages();
    }

    /** Asks the trackers, whatever they told before. @throws Fault of kind {@code UNAVAILABLE} when none answers */
    void requireAnswer() {
        var _ = ask();
    }

    private Told ask() {
        try {
            told = new Told(trackers.storages(), System.nanoTime());
            if (silent) {
                LOG.info("A tracker answers again.");
                silent = false;
            }
            return told;
        } catch (IOException e) {
            if (!silent) {
                LOG.warn("No tracker answers; what they told last holds on: {}", e.getMessage());
                silent = true;
            }
            throw new Fault(Fault.Kind.UNAVAILABLE, "The store does not answer.", e).retryAfter(settings.refresh());
        }
    }

    @Override
    public void close() {
        trackers.close();
        storages.values().forEach(Storage::close);
        deadlines.close();
    }
}
