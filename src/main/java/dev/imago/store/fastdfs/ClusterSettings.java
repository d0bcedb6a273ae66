package dev.imago.store.fastdfs;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How a cluster is reached.
 *
 * @param trackers at least one; asked in turn
 * @param groups that take uploads; empty for all
 * @param connections to one peer at a time, at least 1
 * @param connectTimeout of one connection
 * @param timeout of one answer; what moves bytes gets a second more for each MiB
 * @param refresh how old what the trackers told may be
 */
public record ClusterSettings(
        List<Address> trackers,
        Set<String> groups,
        int connections,
        Duration connectTimeout,
        Duration timeout,
        Duration refresh) {
    /** As often as storages tell their trackers. */
    public static final Duration REFRESH = Duration.ofSeconds(5);

    public ClusterSettings {
        trackers = List.copyOf(trackers);
        groups = Set.copyOf(groups);
        if (trackers.isEmpty() || connections < 1) {
            throw new IllegalArgumentException("at least one tracker, and one connection");
        }
    }
}
