package dev.imago.transform.policy;

import dev.imago.image.Fault;
import dev.imago.transform.Color;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Effects;
import dev.imago.transform.negotiate.Steps;
import dev.imago.transform.query.Parameter;
import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;
import java.util.List;
import java.util.stream.Stream;

/** What of a transform beside its size may be asked outside of presets: one effect at a time, so that their numbers add up only. */
final class LadderEffects {
    private static final List<Parameter<?>> PRESETS_ONLY =
            List.of(Parameters.CROP, Parameters.WATERMARK, Parameters.TEXT);
    private static final List<Parameter<?>> ONE_OF = List.of(
            Parameters.ENLARGE,
            Parameters.TRIM,
            Parameters.ROTATE,
            Parameters.FLIP,
            Parameters.BLUR,
            Parameters.SHARPEN,
            Parameters.BG);

    /** Quarter turns and mirrors but one. */
    private static final int WAYS_TO_LIE = 5;

    private final boolean allowed;
    private final Steps blurs;
    private final Steps sharpens;
    private final List<Color> backgrounds;

    LadderEffects(LadderSettings settings) {
        this.allowed = settings.effects();
        this.blurs = new Steps(settings.blurs());
        this.sharpens = new Steps(settings.sharpens());
        this.backgrounds = settings.backgrounds().stream()
                .map(LadderSettings.Background::color)
                .distinct()
                .toList();
    }

    /** @throws Fault of kind {@code FORBIDDEN} for more than one, or one that has no steps */
    Effects snap(Transform transform) {
        TransformQuery asked = TransformQuery.of(transform);
        List<Parameter<?>> refused = PRESETS_ONLY.stream().filter(asked::has).toList();
        List<Parameter<?>> effects = ONE_OF.stream().filter(asked::has).toList();
        if (!refused.isEmpty()) {
            throw forbidden(names(refused) + " can be had by a preset only.");
        }
        if (!effects.isEmpty() && !allowed) {
            throw forbidden(names(effects) + " can be had by a preset only.");
        }
        if (effects.size() > 1) {
            throw forbidden("Only one of " + names(effects) + " can be had at a time; more of them by a preset.");
        }
        return rounded(transform.effects());
    }

    private Effects rounded(Effects effects) {
        if (effects.background().filter(color -> !backgrounds.contains(color)).isPresent()) {
            throw forbidden("This bg can be had by a preset only.");
        }
        return new Effects(
                effects.blur() == 0 ? 0 : blurs.up(effects.blur()),
                effects.sharpen() == 0 ? 0 : sharpens.up(effects.sharpen()),
                effects.background());
    }

    /** How many different effects there are, none among them. */
    static int count(LadderSettings settings) {
        int strengths = new Steps(settings.blurs()).count() + new Steps(settings.sharpens()).count();
        int trimAndEnlarge = 2;
        long colors = settings.backgrounds().stream().distinct().count();
        return settings.effects() ? 1 + WAYS_TO_LIE + strengths + trimAndEnlarge + (int) colors : 1;
    }

    private static String names(List<Parameter<?>> parameters) {
        return String.join(
                ", ", Stream.of(parameters.toArray()).map(String::valueOf).toList());
    }

    private static Fault forbidden(String message) {
        return new Fault(Fault.Kind.FORBIDDEN, message);
    }
}
