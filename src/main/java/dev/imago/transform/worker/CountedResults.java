package dev.imago.transform.worker;

import dev.imago.image.Fault;
import dev.imago.transform.Renderer.Rendition;
import dev.imago.transform.Renderer.Results;
import java.util.BitSet;
import java.util.List;

/** Counts the results of a job, and hands them on under the places that their transforms have for the caller. One thread. */
final class CountedResults implements Results {
    private final List<Integer> places;
    private final Results caller;
    private final WorkerCounters counters;
    private final BitSet open = new BitSet();

    CountedResults(List<Integer> places, Results caller, WorkerCounters counters) {
        this.places = places;
        this.caller = caller;
        this.counters = counters;
        open.set(0, places.size());
    }

    @Override
    public void made(int which, Rendition rendition) {
        open.clear(which);
        counters.made();
        caller.made(places.get(which), rendition);
    }

    @Override
    public void refused(int which, Fault why) {
        open.clear(which);
        counters.failed(why.kind());
        caller.refused(places.get(which), why);
    }

    void refuseTheRest(Fault why) {
        open.stream().forEach(_ -> counters.failed(why.kind()));
        endTheRest(why);
    }

    /** Without counting: the end of a worker is counted as one. */
    void endTheRest(Fault why) {
        open.stream().forEach(which -> caller.refused(places.get(which), why));
        open.clear();
    }
}
