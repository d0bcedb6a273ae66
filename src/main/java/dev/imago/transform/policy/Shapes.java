package dev.imago.transform.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The shapes that boxes of the ladder have. Unless a few are configured, they lie so close together, from 1:12 to 12:1, that a box
 * keeps its asked shape to within 2 %, and the common shapes exactly; but they can be counted. Rounding a side to whole
 * pixels and asking again gives the same box, since the closest shape is taken.
 */
final class Shapes {
    private static final double STEP = 0.03;
    private static final int EXTREME = 12;
    private static final List<Double> COMMON = Stream.of(
                    "1:1", "6:5", "5:4", "4:3", "7:5", "3:2", "8:5", "5:3", "16:9", "2:1", "7:3", "5:2", "3:1", "4:1",
                    "6:1", "8:1", "12:1")
            .map(text -> Shape.parse(text).slope())
            .flatMap(slope -> Stream.of(slope, 1 / slope))
            .distinct()
            .toList();

    private final List<Double> slopes;
    private final boolean bounded;

    /** With these shapes only; with none, all of the grid. */
    Shapes(List<Shape> only) {
        bounded = only.isEmpty();
        slopes = bounded
                ? grid()
                : only.stream().map(Shape::slope).sorted().distinct().toList();
    }

    private static List<Double> grid() {
        var slopes = new ArrayList<>(COMMON);
        int steps = (int) Math.ceil(Math.log(EXTREME) / Math.log1p(STEP));
        for (int i = -steps; i <= steps; i++) {
            double slope = Math.pow(1 + STEP, i);
            boolean within = slope < EXTREME && slope * EXTREME > 1;
            if (within && COMMON.stream().noneMatch(common -> close(common, slope))) {
                slopes.add(slope);
            }
        }
        return slopes.stream().sorted().toList();
    }

    private static boolean close(double one, double other) {
        return Math.abs(one - other) < one * STEP / 6;
    }

    /** The slope of the closest shape; empty for a box that is too long. */
    Optional<Double> closest(int width, int height) {
        double slope = (double) height / width;
        if (bounded && (slope > EXTREME * (1 + STEP) || slope * EXTREME * (1 + STEP) < 1)) {
            return Optional.empty();
        }
        double best = slopes.getFirst();
        for (double candidate : slopes) {
            if (Math.abs(candidate - slope) < Math.abs(best - slope)) {
                best = candidate;
            }
        }
        return Optional.of(best);
    }

    int count() {
        return slopes.size();
    }

    static String bounds() {
        return "1:" + EXTREME + " to " + EXTREME + ":1";
    }
}
