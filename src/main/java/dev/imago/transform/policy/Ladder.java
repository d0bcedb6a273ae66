package dev.imago.transform.policy;

import dev.imago.image.Fault;
import dev.imago.transform.Fit;
import dev.imago.transform.Position;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Effects;
import dev.imago.transform.Transform.Output;
import dev.imago.transform.negotiate.Steps;
import dev.imago.transform.query.Canonical;
import dev.imago.transform.query.Positions;
import java.util.Optional;

/**
 * Rounds what is asked to steps, so that one image has a number of renditions that can be counted ({@link LadderCount}) whatever
 * clients invent. Rounding again changes nothing.
 */
final class Ladder {
    private final Steps sides;
    private final Shapes shapes;
    private final Steps qualities;
    private final LadderEffects effects;

    Ladder(LadderSettings settings) {
        this.sides = new Steps(settings.sides());
        this.shapes = new Shapes(settings.shapes());
        this.qualities = new Steps(settings.qualities());
        this.effects = new LadderEffects(settings);
    }

    /** @throws Fault of kind {@code FORBIDDEN} for what has no steps */
    Transform snap(Transform transform) {
        Resize resize = resize(transform.resize());
        Effects rounded = effects.snap(transform);
        return Canonical.of(transform.with(resize).with(rounded).with(output(transform.output())));
    }

    Output output(Output output) {
        return new Output(output.format(), output.quality().map(this::quality));
    }

    int quality(int asked) {
        return (int) qualities.up(asked);
    }

    Steps sides() {
        return sides;
    }

    private Resize resize(Resize asked) {
        Position position = position(asked);
        if (asked.width().isEmpty() || asked.height().isEmpty()) {
            return new Resize(
                    asked.width().map(this::side),
                    asked.height().map(this::side),
                    asked.fit(),
                    position,
                    asked.enlarge());
        }
        int askedWidth = asked.width().get();
        double slope = shapes.closest(askedWidth, asked.height().get())
                .orElseThrow(() -> new Fault(
                        Fault.Kind.FORBIDDEN,
                        "Boxes of w and h have a shape from " + Shapes.bounds()
                                + " here; longer ones are to be had by a preset."));
        int width = (int) Math.min(sides.up(askedWidth), sides.down(sides.last() / slope));
        int height = (int) Math.max(1, Math.round(width * slope));
        return new Resize(Optional.of(width), Optional.of(height), asked.fit(), position, asked.enlarge());
    }

    private int side(int asked) {
        return (int) sides.up(asked);
    }

    /** A part of the picture for {@link Fit#COVER}; elsewhere the middle. */
    private static Position position(Resize asked) {
        if (asked.fit() != Fit.COVER) {
            return Position.CENTRE;
        }
        return asked.position() instanceof Position.Point point ? Positions.nearestEdge(point) : asked.position();
    }
}
