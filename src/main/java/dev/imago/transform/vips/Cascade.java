package dev.imago.transform.vips;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Several sizes of one picture from one decoding: the largest is made first, and each smaller one from the nearest that is larger. What
 * is kept for that is the pixels of a whole region, in the colours and the position of the file, before anything else is done to them.
 * Where something is transparent or has more than 8 bits, nothing is kept, and each is made from the file. One thread.
 */
final class Cascade {
    /** In pixels; a larger step is not kept. */
    private static final long LARGEST_STEP = 16_000_000;

    /** How many times larger the step has to be that a picture is made from; below it, it would be made softer twice. */
    private static final double ENOUGH = 1.25;

    private final Scope scope;
    private final List<Integer> order;
    private final List<Plan> coming = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    private record Step(Plan plan, Image picture) {}

    /**
     * A cascade that has not begun.
     *
     * @param scope that ends with the job
     * @param plans of the transforms; empty for one that takes no part
     */
    Cascade(Scope scope, List<Optional<Plan>> plans) {
        this.scope = scope;
        this.order = IntStream.range(0, plans.size())
                .boxed()
                .sorted(Comparator.comparingLong(
                        which -> -plans.get(which).map(Cascade::pixels).orElse(0L)))
                .toList();
        plans.forEach(plan -> plan.ifPresent(coming::add));
    }

    /** In which order the transforms are to be carried out, counted from 0. */
    List<Integer> order() {
        return order;
    }

    /** The nearest larger picture, for a pipeline of the other scope; empty if it has to be made from the file. */
    Optional<Image> above(Plan plan, Scope other) {
        return steps.stream()
                .filter(step -> serves(step.plan, plan))
                .min(Comparator.comparingLong(step -> pixels(step.plan)))
                .map(step -> step.picture.in(other));
    }

    /** The picture, or what it becomes when it is scaled, if that is of use for what is to come. */
    Image step(Plan plan, Image picture) {
        coming.remove(plan);
        boolean simple = picture.is8Bit() && !picture.hasAlpha();
        if (!simple || pixels(plan) > LARGEST_STEP || coming.stream().noneMatch(later -> serves(plan, later))) {
            return picture;
        }
        Image kept = Scaling.to(picture, plan.storedWidth(), plan.storedHeight())
                .inMemory()
                .keptBy(scope);
        steps.add(new Step(plan, kept));
        return kept.in(picture.scope());
    }

    private static boolean serves(Plan above, Plan plan) {
        if (!above.region().equals(plan.region())) {
            return false;
        }
        double across = (double) above.storedWidth() / plan.storedWidth();
        double down = (double) above.storedHeight() / plan.storedHeight();
        return (across == 1 && down == 1) || (across >= ENOUGH && down >= ENOUGH);
    }

    private static long pixels(Plan plan) {
        return (long) plan.storedWidth() * plan.storedHeight();
    }
}
