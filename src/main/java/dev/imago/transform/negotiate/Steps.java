package dev.imago.transform.negotiate;

import java.util.List;

/** Values that others are rounded up to; beyond the last one, to the last. */
public final class Steps {
    private final List<Double> values;

    /** @throws IllegalArgumentException if there is none */
    public Steps(List<? extends Number> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("at least one step");
        }
        this.values =
                values.stream().map(Number::doubleValue).sorted().distinct().toList();
    }

    public double up(double value) {
        for (double step : values) {
            if (step >= value) {
                return step;
            }
        }
        return last();
    }

    /** The largest step that is not larger; the first, if all are. */
    public double down(double value) {
        return values.stream()
                .filter(step -> step <= value)
                .reduce((_, later) -> later)
                .orElse(values.getFirst());
    }

    public double last() {
        return values.getLast();
    }

    public int count() {
        return values.size();
    }

    public List<Double> values() {
        return values;
    }
}
