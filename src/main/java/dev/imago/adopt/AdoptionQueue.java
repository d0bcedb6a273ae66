package dev.imago.adopt;

import dev.imago.adopt.Adopter.Removals;
import dev.imago.image.ImageKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that are to be looked at soon. A key waits at most once; one that is still being written, or whose catalog is down, is
 * looked at again after a moment. What has come together is looked at together, by a few threads. Raising a key never blocks.
 *
 * <p>A file that is not there was removed only if that is the last that the system told of it. Of one that was put there, and is
 * missing by the time of the look, the file system may have been unmounted meanwhile: its removal is held back.
 */
final class AdoptionQueue {
    private static final Logger LOG = LoggerFactory.getLogger(AdoptionQueue.class);
    private static final int MOST_PENDING = 200_000;
    private static final int AT_ONCE = 4;
    private static final int MOST_TOGETHER = 64;

    /** From a word of the system to the look: what this process put or removed itself is in the catalog by then. */
    private static final Duration SOON = Duration.ofMillis(200);

    private static final Duration AGAIN = Duration.ofMillis(250);

    /** Looks at something unfinished before their distances grow. */
    private static final int QUICK_LOOKS = 8;

    private static final Duration SELDOM = Duration.ofSeconds(2);
    private static final Duration WHEN_DOWN = Duration.ofSeconds(1);

    /** In which the system tells that a file was removed, if it tells at all. */
    private static final Duration UNTIL_TOLD = Duration.ofSeconds(1);

    /** Looks at keys; gives an outcome for each. */
    interface Examination extends BiFunction<List<ImageKey>, Removals, List<Adopter.Outcome>> {}

    /**
     * A key that waits.
     *
     * @param word the number of what the system told last of it, 0 if it told nothing
     * @param looks at it so far, since it was raised
     */
    private record Waiting(Removals removals, long word, int looks, boolean ready) {}

    private record Look(ImageKey key, Waiting waited) {}

    private final Examination examination;
    private final Scanner.Leftovers leftovers;
    private final Map<ImageKey, Waiting> pending = new HashMap<>();
    private final Deque<ImageKey> ready = new ArrayDeque<>();
    /** Keys of which the system told, in order, and the moment of {@link System#nanoTime} to look at each. */
    private final SequencedMap<ImageKey, Long> told = new LinkedHashMap<>();

    private long words;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("adoption").factory());

    /**
     * An empty queue.
     *
     * @param leftovers hear of keys that had to be dropped, and of removals that are held back: only a scan can tell
     */
    AdoptionQueue(Examination examination, Scanner.Leftovers leftovers) {
        this.examination = examination;
        this.leftovers = leftovers;
    }

    /** Nobody knows what became of a key. Its removal is held back. */
    void suspect(ImageKey key) {
        raise(key, Removals.HELD_BACK, false);
    }

    /** The system tells that there is something to see: it is looked at soon, even if the key waits for a second look. */
    void touched(ImageKey key) {
        raise(key, Removals.HELD_BACK, true);
    }

    /** The system tells that it was removed, which is believed unless it tells later that the key is there again. */
    void removed(ImageKey key) {
        raise(key, Removals.BELIEVED, true);
    }

    private void raise(ImageKey key, Removals removals, boolean said) {
        if (enter(key, removals, said)) {
            work();
        } else {
            leftovers.everything();
        }
    }

    private synchronized boolean enter(ImageKey key, Removals removals, boolean said) {
        Waiting before = pending.get(key);
        if (before == null && pending.size() >= MOST_PENDING) {
            return false;
        }
        if (said) {
            boolean ready = before != null && before.ready();
            pending.put(key, new Waiting(removals, ++words, 0, ready));
            if (!ready) {
                soon(key);
            }
        } else if (before == null) {
            pending.put(key, new Waiting(removals, 0, 0, true));
            ready.add(key);
        }
        return true;
    }

    /** They all wait equally long, so that one waking serves many. */
    private void soon(ImageKey key) {
        if (told.isEmpty()) {
            schedule(this::lookAtTold, SOON.toNanos());
        }
        told.putIfAbsent(key, System.nanoTime() + SOON.toNanos());
    }

    private void lookAtTold() {
        synchronized (this) {
            long now = System.nanoTime();
            while (!told.isEmpty() && told.firstEntry().getValue() - now <= 0) {
                ready(told.pollFirstEntry().getKey());
            }
            if (!told.isEmpty()) {
                schedule(this::lookAtTold, told.firstEntry().getValue() - now);
            }
        }
        work();
    }

    synchronized int size() {
        return pending.size();
    }

    private synchronized boolean idle() {
        return ready.isEmpty();
    }

    /** Sees to it that somebody is at work, as long as there is a place and something to do. */
    private void work() {
        if (!closed.get() && !idle() && places.tryAcquire()) {
            Thread.ofVirtual().name("adopt").start(() -> {
                try {
                    examineNext();
                } finally {
                    places.release();
                    work();
                }
            });
        }
    }

    private void examineNext() {
        List<Look> taken = take();
        for (Removals removals : Removals.values()) {
            List<Look> looks = taken.stream()
                    .filter(look -> look.waited().removals() == removals)
                    .toList();
            if (!looks.isEmpty() && !closed.get()) {
                examine(looks, removals);
            }
        }
    }

    private synchronized List<Look> take() {
        List<Look> taken = new ArrayList<>();
        int together = Math.min(MOST_TOGETHER, ready.size() / AT_ONCE + 1);
        while (taken.size() < together && !ready.isEmpty()) {
            ImageKey key = ready.remove();
            Optional.ofNullable(pending.remove(key)).ifPresent(waited -> taken.add(new Look(key, waited)));
        }
        return taken;
    }

    private void examine(List<Look> looks, Removals removals) {
        List<ImageKey> keys = looks.stream().map(Look::key).toList();
        List<Adopter.Outcome> outcomes;
        try {
            outcomes = examination.apply(keys, removals);
        } catch (RuntimeException e) {
            LOG.error("{} could not be looked at; everything is scanned", looks, e);
            leftovers.everything();
            return;
        }
        for (int i = 0; i < looks.size(); i++) {
            Look look = looks.get(i);
            switch (outcomes.get(i)) {
                case LATER -> again(look, unfinished(look.waited().looks()));
                case DOWN -> again(look, WHEN_DOWN);
                case HELD_BACK -> heldBack(look);
                case UNCHANGED, ADOPTED, REMOVED, IGNORED, FAILED -> {}
            }
        }
    }

    private void heldBack(Look look) {
        if (look.waited().looks() == 0) {
            again(look, UNTIL_TOLD);
        } else {
            leftovers.missing(look.key());
        }
    }

    private static Duration unfinished(int looks) {
        int doublings = Math.clamp(looks - QUICK_LOOKS, 0, 3);
        Duration delay = AGAIN.multipliedBy(1L << doublings);
        return delay.compareTo(SELDOM) < 0 ? delay : SELDOM;
    }

    /** Has a key looked at after a moment. */
    private void again(Look look, Duration delay) {
        Waiting waited = look.waited();
        var next = new Waiting(waited.removals(), waited.word(), waited.looks() + 1, false);
        if (closed.get() || !putOff(look.key(), next)) {
            return;
        }
        schedule(() -> due(look.key()), delay.toNanos());
    }

    private void schedule(Runnable task, long nanos) {
        try {
            var _ = timer.schedule(task, nanos, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            LOG.debug("What waits to be looked at is seen by the scan of the next start.");
        }
    }

    /** The last word of the system counts. @return false if the key was raised again meanwhile, which is enough */
    private synchronized boolean putOff(ImageKey key, Waiting next) {
        Waiting raised = pending.putIfAbsent(key, next);
        if (raised != null && next.word() > raised.word()) {
            pending.put(key, new Waiting(next.removals(), next.word(), raised.looks(), raised.ready()));
        }
        return raised == null;
    }

    private void due(ImageKey key) {
        ready(key);
        work();
    }

    /** Whatever it waits for by now, a look too early does no harm; one that never comes would. */
    private synchronized void ready(ImageKey key) {
        Waiting waiting = pending.get(key);
        if (waiting != null && !waiting.ready()) {
            pending.put(key, new Waiting(waiting.removals(), waiting.word(), waiting.looks(), true));
            ready.add(key);
        }
    }

    /** Nothing is looked at any more, but for what is being looked at. */
    void stop() {
        closed.set(true);
        timer.shutdownNow();
    }

    /** Waits until nobody looks. @return whether that is so before the time is over */
    boolean ended(long deadline) throws InterruptedException {
        return places.tryAcquire(AT_ONCE, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
