package dev.imago.transform.negotiate;

import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How hints change what an address asks for. An address with a {@code dpr} knows the screen itself, so hints leave its size alone.
 * Whatever a client tells is rounded up to a few steps: a hint multiplies the renditions of an address by their number at most.
 */
public final class HintRules {
    private final HintSettings settings;
    private final Steps densities;
    private final Steps widths;

    /**
     * @param densities that are told apart
     * @param widths that are told apart
     */
    public HintRules(HintSettings settings, Steps densities, Steps widths) {
        this.settings = settings;
        this.densities = densities;
        this.widths = widths;
    }

    /** The value of {@code Accept-CH} (RFC 8942 §3.1); empty where hints are not to be asked for. {@code Save-Data} comes unasked. */
    public Optional<String> acceptCh() {
        var names = new ArrayList<String>();
        if (settings.dpr()) {
            names.add(Hints.DPR);
        }
        if (settings.width()) {
            names.add(Hints.WIDTH);
        }
        return settings.advertise() && !names.isEmpty() ? Optional.of(String.join(", ", names)) : Optional.empty();
    }

    /** The hints that the answer to an address depends on, for {@code Vary}, told or not. */
    public List<String> vary(TransformQuery query) {
        var names = new ArrayList<String>();
        boolean sized = query.has(Parameters.W) || query.has(Parameters.H);
        boolean free = !query.has(Parameters.DPR);
        if (settings.dpr() && free && sized) {
            names.add(Hints.DPR);
        }
        if (settings.width() && free && (query.has(Parameters.W) || !sized)) {
            names.add(Hints.WIDTH);
        }
        if (settings.saveData()) {
            names.add(Hints.SAVE_DATA);
        }
        return names;
    }

    /** What is asked for, given the hints. Presets are looked up already. */
    public TransformQuery apply(TransformQuery query, Hints hints) {
        TransformQuery sized = query.has(Parameters.DPR) ? query : sized(query, hints);
        if (!hints.saveData()) {
            return sized;
        }
        int quality = Math.min(sized.get(Parameters.Q).orElse(100), settings.saveDataQuality());
        return sized.with(Parameters.Q, quality);
    }

    private TransformQuery sized(TransformQuery query, Hints hints) {
        Optional<Integer> asked = query.get(Parameters.W);
        Optional<Double> place = hints.width().map(width -> widths.up(width));
        boolean unsized = asked.isEmpty() && !query.has(Parameters.H);
        if (unsized) {
            return place.map(width -> query.with(Parameters.W, width.intValue()))
                    .orElse(query);
        }
        double density = hints.saveData() ? 1 : hints.dpr().map(densities::up).orElse(1.0);
        double factor = asked.isEmpty() || place.isEmpty() ? density : Math.min(density, place.get() / asked.get());
        return factor == 1 ? query : query.with(Parameters.DPR, factor);
    }
}
