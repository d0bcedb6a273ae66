package dev.imago.transform.srcset;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One picture in several sizes, for {@code <img srcset>} (HTML §2.5.7). Every candidate is the same picture with another {@code dpr}, so
 * that it can be had wherever the picture can, also by a preset. Candidates that would be no larger than the one before, because the
 * original is not, are left out.
 */
public final class Srcset {
    /** What a page offers to a place of fixed size: pixels of the screen to a pixel of the page. */
    public static final List<Double> DENSITIES = List.of(1.0, 1.5, 2.0, 3.0);

    /** What a page offers to a place that grows with the window. */
    public static final List<Double> FLUID = List.of(0.5, 1.0, 1.5, 2.0, 3.0);

    private Srcset() {}

    /**
     * Makes the picture for a page.
     *
     * @param asked what the page shows; a preset in it stays a name in the addresses
     * @param resolved the same with its preset looked up
     * @param sizes how wide the place is (HTML's {@code sizes}); empty for a place of fixed size
     * @param upright the original with its orientation applied
     * @param address the address of a query, whole or from its path on, signed if need be
     * @throws Fault of kind {@code INVALID} if a width or height is missing, since there is nothing to multiply
     */
    public static Picture of(
            TransformQuery asked,
            TransformQuery resolved,
            Optional<String> sizes,
            Dimensions upright,
            UnaryOperator<String> address) {
        if (!resolved.has(Parameters.W) && !resolved.has(Parameters.H)) {
            throw new Fault(
                    Fault.Kind.INVALID, "A srcset wants a width or a height: w, h, or a preset with one of them.");
        }
        double base = resolved.get(Parameters.DPR).orElse(1.0);
        var candidates = new ArrayList<Picture.Candidate>();
        Dimensions usual = ResultSize.of(resolved.transform(), upright);
        for (double density : sizes.isPresent() ? FLUID : DENSITIES) {
            Optional<Dimensions> size = size(resolved, base * density, upright);
            boolean larger = size.isPresent()
                    && (candidates.isEmpty()
                            || size.get().width() > candidates.getLast().width());
            if (larger) {
                String url =
                        address.apply(asked.with(Parameters.DPR, base * density).text());
                String descriptor = sizes.isPresent() ? size.get().width() + "w" : density(density) + "x";
                candidates.add(new Picture.Candidate(
                        url, descriptor, size.get().width(), size.get().height()));
            }
        }
        return new Picture(address.apply(asked.text()), candidates, sizes, usual.width(), usual.height());
    }

    /** Empty where a side would be longer than anything may be. */
    private static Optional<Dimensions> size(TransformQuery resolved, double dpr, Dimensions upright) {
        try {
            return Optional.of(ResultSize.of(resolved.with(Parameters.DPR, dpr).transform(), upright));
        } catch (Fault tooLong) {
            return Optional.empty();
        }
    }

    private static String density(double density) {
        return density == Math.rint(density) ? String.valueOf((int) density) : String.valueOf(density);
    }
}
