package dev.imago.adopt;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Scans that wait for their turn, in the order in which they were asked for, none of them a part of another one: a tree that
 * is removed tells of each of its directories. Thread-safe.
 *
 * <p>Of the prefixes of one kind none begins with another one, so the only one that can cover a new one is the next smaller.
 */
final class ScanRequests {
    private final int most;
    private final Set<ScanRequest> waiting = new LinkedHashSet<>();
    private final NavigableSet<String> accepting = new TreeSet<>();
    private final NavigableSet<String> careful = new TreeSet<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean woken;

    /** @param most requests that may wait */
    ScanRequests(int most) {
        this.most = most;
    }

    /** @return false when too many wait, which forgets all of them: only a scan of everything makes up for them */
    boolean add(ScanRequest request) {
        lock.lock();
        try {
            if (covers(accepting, request.prefix())
                    || (!request.acceptRemovals() && covers(careful, request.prefix()))) {
                return true;
            }
            removeBelow(request.prefix(), false);
            if (request.acceptRemovals()) {
                removeBelow(request.prefix(), true);
            }
            if (waiting.size() >= most) {
                waiting.clear();
                accepting.clear();
                careful.clear();
                return false;
            }
            waiting.add(request);
            prefixes(request.acceptRemovals()).add(request.prefix());
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next one. @return empty when none came in time, or the waiting was ended by {@link #wake} */
    Optional<ScanRequest> take(Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = atMost.toNanos();
            while (waiting.isEmpty() && !woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
            Iterator<ScanRequest> first = waiting.iterator();
            if (!first.hasNext()) {
                return Optional.empty();
            }
            ScanRequest request = first.next();
            first.remove();
            prefixes(request.acceptRemovals()).remove(request.prefix());
            return Optional.of(request);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the waiting, so that whoever waits looks again what is due. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private NavigableSet<String> prefixes(boolean acceptRemovals) {
        return acceptRemovals ? accepting : careful;
    }

    private static boolean covers(NavigableSet<String> prefixes, String prefix) {
        return Optional.ofNullable(prefixes.floor(prefix))
                .filter(prefix::startsWith)
                .isPresent();
    }

    private void removeBelow(String prefix, boolean acceptRemovals) {
        Iterator<String> behind = prefixes(acceptRemovals).tailSet(prefix, true).iterator();
        while (behind.hasNext()) {
            String below = behind.next();
            if (!below.startsWith(prefix)) {
                return;
            }
            behind.remove();
            waiting.remove(new ScanRequest(below, acceptRemovals));
        }
    }
}
