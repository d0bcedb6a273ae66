package dev.imago;

import dev.imago.database.ClusterLocks;
import dev.imago.database.Database;
import dev.imago.image.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node's name, which no other live node on the same database may have: the name says whose spool files and whose bulk
 * deletes are whose. It is a lock on the database, so it ends with the process. Without an answer of the database a node
 * starts all the same, and takes its name as soon as there is one.
 */
final class NodeName implements AutoCloseable {
    /** The server lets go of the locks of a machine that vanished after 20 seconds. */
    static final Duration PATIENCE = Duration.ofSeconds(25);

    private static final Logger LOG = LoggerFactory.getLogger(NodeName.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final ClusterLocks locks;
    private final String node;
    private final Thread thread;

    private NodeName(ClusterLocks locks, String node, Optional<ClusterLocks.Held> first) {
        this.locks = locks;
        this.node = node;
        this.thread = Thread.ofVirtual().name("node-name").start(() -> keep(first));
    }

    /**
     * Takes the name; empty when the database belongs to one node alone.
     *
     * @param atMost how long to wait for another node that has it, which may just be ending
     * @throws IOException if another node has it all the time; the message is for whoever started this one
     */
    static Optional<NodeName> take(Database database, String node, Duration atMost) throws IOException {
        if (database.clusterLocks().isEmpty()) {
            return Optional.empty();
        }
        ClusterLocks locks = database.clusterLocks().get();
        Optional<ClusterLocks.Held> held = Optional.empty();
        try {
            held = locks.acquire(lock(node), atMost);
            if (held.isEmpty()) {
                throw new IOException("another Imago on the same database is the node " + node
                        + "; stop it, or give this one a `node` of its own");
            }
        } catch (Fault unavailable) {
            LOG.debug("The name {} is taken once the database answers.", node);
        }
        return Optional.of(new NodeName(locks, node, held));
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The lock is lost with its connection, and taken again on the next one. */
    private void keep(Optional<ClusterLocks.Held> first) {
        Optional<ClusterLocks.Held> held = first;
        try {
            while (true) {
                Thread.sleep(LOOK);
                if (held.isEmpty() || !held.get().held()) {
                    held = again();
                }
            }
        } catch (InterruptedException e) {
            held.ifPresent(ClusterLocks.Held::close);
        }
    }

    private Optional<ClusterLocks.Held> again() {
        try {
            Optional<ClusterLocks.Held> held = locks.acquire(lock(node), Duration.ZERO);
            if (held.isEmpty()) {
                LOG.warn("The name {} is still taken on the database; two nodes must not have the same.", node);
            }
            return held;
        } catch (Fault unavailable) {
            return Optional.empty();
        }
    }

    private static String lock(String node) {
        return "node:" + node;
    }
}
