package dev.imago.transform.policy;

import dev.imago.transform.Fit;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Position;
import dev.imago.transform.negotiate.Steps;

/** How many renditions one image can have at most. */
public final class LadderCount {
    private LadderCount() {}

    /** With {@link RenditionMode#PRESETS}: each in every density, format and quality. */
    public static long ofPresets(LadderSettings settings, int presets) {
        return presets * (long) PresetUse.DENSITIES.size() * outputs(settings);
    }

    /** With {@link RenditionMode#LADDER}: those of presets, and every size with every effect, format and quality. */
    public static long ofLadder(LadderSettings settings, int presets) {
        return ofPresets(settings, presets) + sizes(settings) * LadderEffects.count(settings) * outputs(settings);
    }

    /** The size of the original, a width, a height, or a box; only {@link Fit#COVER} knows positions here. */
    static long sizes(LadderSettings settings) {
        long sides = new Steps(settings.sides()).count();
        long boxes = sides * new Shapes(settings.shapes()).count();
        long positions = (long) Position.Edge.values().length + Position.Found.values().length;
        return 1 + 2 * sides + boxes * (positions + Fit.values().length - 1);
    }

    private static long outputs(LadderSettings settings) {
        long formats = 1L + OutputFormat.values().length;
        long qualities = 1L + new Steps(settings.qualities()).count();
        return formats * qualities;
    }
}
