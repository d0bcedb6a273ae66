package dev.imago.transform.worker;

import dev.imago.transform.OutputFormat;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Watermark;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which transforms of one original go into one job: those with the same watermark, as many as fit. Pure. */
final class Batches {
    private Batches() {}

    private record Kind(Optional<String> watermark, boolean writable) {}

    /**
     * The places of transforms in their list, counted from 0, by jobs.
     *
     * @param writable the formats that can be written, if that is known; others are refused together, and nothing else with them
     */
    static List<List<Integer>> of(List<Transform> transforms, Optional<Set<OutputFormat>> writable) {
        Map<Kind, List<Integer>> kinds = new LinkedHashMap<>();
        for (int place = 0; place < transforms.size(); place++) {
            kinds.computeIfAbsent(kind(transforms.get(place), writable), _ -> new ArrayList<>())
                    .add(place);
        }
        List<List<Integer>> batches = new ArrayList<>();
        for (List<Integer> places : kinds.values()) {
            for (int from = 0; from < places.size(); from += Job.MOST_TRANSFORMS) {
                batches.add(places.subList(from, Math.min(places.size(), from + Job.MOST_TRANSFORMS)));
            }
        }
        return batches;
    }

    private static Kind kind(Transform transform, Optional<Set<OutputFormat>> writable) {
        boolean can = writable.isEmpty()
                || transform.output().format().map(writable.get()::contains).orElse(true);
        return new Kind(watermark(transform), can);
    }

    /** The one of all transforms of a batch. */
    static Optional<String> watermark(List<Transform> batch) {
        return watermark(batch.getFirst());
    }

    private static Optional<String> watermark(Transform transform) {
        return transform.overlay().watermark().map(Watermark::image);
    }
}
