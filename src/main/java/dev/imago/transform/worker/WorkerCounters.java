package dev.imago.transform.worker;

import dev.imago.image.Fault;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** What a pool has done since it started. Thread-safe. */
public final class WorkerCounters {
    private final LongAdder made = new LongAdder();
    private final LongAdder started = new LongAdder();
    private final LongAdder replaced = new LongAdder();
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

    void replaced() {
        replaced.increment();
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

    /** Why a rendition was not made. */
    public enum Failure {
        /** The original is damaged, or something is beyond the limits. */
        REFUSED,
        /** A format that the library lacks. */
        UNSUPPORTED,
        /** It took too long. */
        TIMEOUT,
        /** It took too much memory. */
        MEMORY,
        /** A codec crashed. */
        CRASH,
        /** The original could not be read, or not in time. */
        ORIGINAL,
        /** Somebody else ended the worker, there was none, or the server was closing. */
        INTERRUPTED,
        /** A defect of Imago. */
        DEFECT
    }

    /** Renditions that failed so. */
    public long failures(Failure why) {
        return switch (why) {
            case REFUSED -> failedAs(Fault.Kind.UNPROCESSABLE, Fault.Kind.INVALID);
            case UNSUPPORTED -> failedAs(Fault.Kind.UNSUPPORTED_TYPE, Fault.Kind.NOT_ACCEPTABLE);
            case TIMEOUT -> timeouts();
            case MEMORY -> swellings();
            case CRASH -> crashes();
            case ORIGINAL -> endedBy(Ending.STALLED, Ending.CUT_OFF) + failedAs(Fault.Kind.CHANGED);
            case INTERRUPTED ->
                endedBy(Ending.KILLED, Ending.GIVEN_UP, Ending.CLOSED) + failedAs(Fault.Kind.UNAVAILABLE);
            case DEFECT -> failedAs(Fault.Kind.INTERNAL);
        };
    }

    private long failedAs(Fault.Kind... kinds) {
        return Stream.of(kinds).mapToLong(kind -> adder(failed, kind).sum()).sum();
    }

    private long endedBy(Ending... endings) {
        return Stream.of(endings)
                .mapToLong(ending -> adder(ended, ending).sum())
                .sum();
    }

    /** Workers that were started in place of others: recycled, crashed, or ended. */
    public long replacements() {
        return replaced.sum();
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
