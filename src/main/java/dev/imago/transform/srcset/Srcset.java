package dev.imago.transform.srcset;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.policy.RenditionPolicy;
import dev.imago.transform.policy.Wanted;
import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One picture in several sizes, for {@code <img srcset>} (HTML §2.5.7). Every address is one that the policy accepts, and every size is
 * what comes out of it: what the ladder makes, not what was asked. Candidates that would show no more than the one before, because
 * the original has no more, are left out.
 */
public final class Srcset {
    /** What a page offers to a place of fixed size: pixels of the screen to a pixel of the page. */
    public static final List<Double> DENSITIES = List.of(1.0, 1.5, 2.0, 3.0);

    /** What a page offers to a place that grows with the window. */
    public static final List<Double> FLUID = List.of(0.5, 1.0, 1.5, 2.0, 3.0);

    private final RenditionPolicy policy;
    private final Dimensions upright;
    private final TransformQuery asked;
    private final double base;

    private Srcset(RenditionPolicy policy, Dimensions upright, TransformQuery asked) {
        this.policy = policy;
        this.upright = upright;
        this.asked = asked;
        this.base = policy.resolved(asked).get(Parameters.DPR).orElse(1.0);
    }

    /**
     * Makes the picture for a page.
     *
     * @param upright the original with its orientation applied
     * @param address the address of a query, signed if need be
     * @throws Fault of kind {@code INVALID} if a width or height is missing, since there is nothing to multiply, or the size cannot be
     *     known before; {@code FORBIDDEN} for what is not made here
     */
    public static Picture of(Place place, RenditionPolicy policy, Dimensions upright, UnaryOperator<String> address) {
        var srcset = new Srcset(policy, upright, place.asked());
        return place.widths().isEmpty() ? srcset.dense(place, address) : srcset.wide(place, address);
    }

    private Picture dense(Place place, UnaryOperator<String> address) {
        Offer usual = offer(asked, 1);
        List<Double> densities = place.sizes().isPresent() ? FLUID : DENSITIES;
        List<Offer> offers = densities.stream()
                .flatMap(density -> also(() -> ofDensity(density), density).stream())
                .toList();
        return picture(place, usual, worth(offers, usual), address);
    }

    private Picture wide(Place place, UnaryOperator<String> address) {
        Offer smallest = offer(ofWidth(place.widths().getFirst()), 1);
        List<Offer> offers = place.widths().stream()
                .flatMap(width -> also(() -> ofWidth(width), 1).stream())
                .toList();
        List<Offer> worth = worth(offers, smallest);
        return picture(place, worth.getLast(), worth, address);
    }

    /** To the two digits that an address has. */
    private TransformQuery ofDensity(double density) {
        return asked.with(Parameters.DPR, Math.round(base * density * 100) / 100.0);
    }

    private TransformQuery ofWidth(int width) {
        TransformQuery wider = asked.with(Parameters.W, width);
        Optional<Integer> first = asked.get(Parameters.W);
        Optional<Integer> height = asked.get(Parameters.H);
        if (first.isEmpty() || height.isEmpty()) {
            return wider;
        }
        long scaled = Math.max(1, Math.round((double) height.get() * width / first.get()));
        if (scaled > Resize.LONGEST) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    "The parameter h would be " + scaled + " for a width of " + width + ", and takes " + Resize.LONGEST
                            + " at most.");
        }
        return wider.with(Parameters.H, (int) scaled);
    }

    private List<Offer> worth(List<Offer> offers, Offer least) {
        var worth = new ArrayList<Offer>();
        for (Offer offer : offers) {
            boolean larger = worth.isEmpty()
                    || offer.size().width() > worth.getLast().size().width();
            if (larger && offer.worthFor(upright)) {
                worth.add(offer);
            }
        }
        return worth.isEmpty() ? List.of(least) : worth;
    }

    /** Empty where it cannot be had, as a side would be longer than anything may be. */
    private Optional<Offer> also(Supplier<TransformQuery> query, double density) {
        try {
            return Optional.of(offer(query.get(), density));
        } catch (Fault refused) {
            return Optional.empty();
        }
    }

    private Offer offer(TransformQuery query, double density) {
        boolean named = query.has(Parameters.PRESET);
        // As the listener will read it, with its bounds and roundings.
        TransformQuery read = TransformQuery.parse(query.text());
        Wanted wanted = policy.ofOurs(named ? read : query);
        requireKnownSize(wanted.transform());
        String text = named ? named(read).text() : wanted.query();
        boolean loose = policy.sizedByHints() && !text.contains("dpr=");
        return new Offer(
                loose ? text + "&dpr=1" : text,
                wanted.transform(),
                ResultSize.of(wanted.transform(), upright),
                density);
    }

    /** Without a density that says nothing, so that it has one address. */
    private TransformQuery named(TransformQuery query) {
        TransformQuery shorter = query.without(Parameters.DPR);
        double own = policy.resolved(shorter).get(Parameters.DPR).orElse(1.0);
        boolean same = query.get(Parameters.DPR).orElse(own) == own;
        return same && !policy.sizedByHints() ? shorter : query;
    }

    private static void requireKnownSize(Transform transform) {
        if (transform.resize().width().isEmpty() && transform.resize().height().isEmpty()) {
            throw new Fault(
                    Fault.Kind.INVALID, "A srcset wants a width or a height: w, h, or a preset with one of them.");
        }
        if (transform.cut().trim()) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    "A srcset cannot be made of the parameter trim, as what will be left is not known before.");
        }
    }

    private static Picture picture(Place place, Offer usual, List<Offer> offers, UnaryOperator<String> address) {
        boolean fluid = place.sizes().isPresent();
        List<Picture.Candidate> candidates = offers.stream()
                .map(offer -> new Picture.Candidate(
                        address.apply(offer.query()),
                        fluid ? offer.size().width() + "w" : density(offer.density()) + "x",
                        offer.size().width(),
                        offer.size().height()))
                .toList();
        return new Picture(
                address.apply(usual.query()),
                candidates,
                place.sizes(),
                usual.size().width(),
                usual.size().height());
    }

    private static String density(double density) {
        return density == Math.rint(density) ? String.valueOf((int) density) : String.valueOf(density);
    }
}
