package dev.imago.transform.policy;

import dev.imago.image.Fault;
import dev.imago.transform.negotiate.Steps;
import dev.imago.transform.query.Parameter;
import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;
import java.util.List;

/** What anybody may change of a preset: how dense its pixels are, its format and its quality, the numbers rounded up to steps. */
final class PresetUse {
    /** Pixels of the screen to a pixel of the page that are told apart. */
    static final List<Double> DENSITIES = List.of(0.5, 1.0, 1.5, 2.0, 3.0, 4.0);

    private static final List<Parameter<?>> FREE =
            List.of(Parameters.PRESET, Parameters.DPR, Parameters.FORMAT, Parameters.Q);

    private final Steps densities = new Steps(DENSITIES);
    private final Ladder ladder;

    PresetUse(Ladder ladder) {
        this.ladder = ladder;
    }

    Steps densities() {
        return densities;
    }

    /** @throws Fault of kind {@code FORBIDDEN} if more is changed */
    TransformQuery rounded(TransformQuery asked) {
        for (Parameter<?> parameter : asked.parameters()) {
            if (!FREE.contains(parameter) && !Parameters.SIGNATURE.contains(parameter)) {
                throw new Fault(
                        Fault.Kind.FORBIDDEN,
                        "Only dpr, format and q can be given beside a preset here, not " + parameter.name() + ".");
            }
        }
        TransformQuery dense = asked.get(Parameters.DPR)
                .map(dpr -> asked.with(Parameters.DPR, densities.up(dpr)))
                .orElse(asked);
        return dense.get(Parameters.Q)
                .map(q -> dense.with(Parameters.Q, ladder.quality(q)))
                .orElse(dense);
    }
}
