package dev.imago.transform.worker;

import dev.imago.image.Fault;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a pool has done since it started. Thread-safe. */
public final class WorkerCounters {
    private final LongAdder made = new LongAdder();
    private final LongAdder started = new LongAdder();
    private final Map<Fault.Kind, LongAdder> failed = adders(Fault.Kind.class);
    private final Map<Ending, LongAdder> ended = adders(Ending.class);

    WorkerCounters() {}

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        Map<E, LongAdder> adders = new EnumMap<>(type);
        for (E value : type.getEnumConstants()) {
            adders.put(value, new LongAdder());
        }
        return adders;
    }

    void made() {
        made.increment();
    }

    void started() {
        started.increment();
    }

    void failed(Fault.Kind kind) {
        adder(failed, kind).increment();
    }

    void ended(Ending ending) {
        adder(ended, ending).increment();
    }

    private static <E> LongAdder adder(Map<E, LongAdder> adders, E key) {
        return adders.computeIfAbsent(key, _ -> new LongAdder());
    }

    /** Renditions that were made. */
    public long renditions() {
        return made.sum();
    }

    /** Renditions that failed so. */
    public long failures(Fault.Kind kind) {
        return adder(failed, kind).sum();
    }

    /** Workers that were started: at the start, and in place of others. */
    public long starts() {
        return started.sum();
    }

    /** Workers that crashed during a job. */
    public long crashes() {
        return adder(ended, Ending.CRASH).sum();
    }

    /** Workers that were ended because a job took too long. */
    public long timeouts() {
        return adder(ended, Ending.TOO_SLOW).sum();
    }

    /** Workers that were ended because a job took too much memory. */
    public long swellings() {
        return adder(ended, Ending.TOO_LARGE).sum();
    }

    /** Workers that were ended, or ended, during a job for whatever reason. */
    public long deaths() {
        return ended.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
