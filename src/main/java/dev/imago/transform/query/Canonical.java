package dev.imago.transform.query;

import dev.imago.transform.Color;
import dev.imago.transform.Fit;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Position;
import dev.imago.transform.Position.Found;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Caption;
import dev.imago.transform.Transform.Effects;
import dev.imago.transform.Transform.Output;
import dev.imago.transform.Transform.Overlay;
import dev.imago.transform.Transform.Turn;
import dev.imago.transform.Transform.Watermark;
import java.util.Optional;

/** The one form of all transforms that give the same picture: what has no effect is left out. */
public final class Canonical {
    private static final int DIGITS = 2;

    private Canonical() {}

    /** Of two transforms that give the same picture for every image the same; unchanged by being applied again. */
    public static Transform of(Transform transform) {
        return transform
                .with(resize(transform.resize()))
                .with(turn(transform.turn()))
                .with(effects(transform.effects()))
                .with(overlay(transform.overlay()))
                .with(output(transform.output()));
    }

    /** Fit and position have a meaning in a box only, and not with every fit. */
    private static Resize resize(Resize resize) {
        if (resize.width().isEmpty() && resize.height().isEmpty()) {
            return Resize.NONE;
        }
        boolean box = resize.width().isPresent() && resize.height().isPresent();
        Fit fit = box ? resize.fit() : Fit.COVER;
        Position position = switch (fit) {
            case COVER -> box ? resize.position() : Position.CENTRE;
            case CONTAIN, SCALE_DOWN -> resize.position() instanceof Found ? Position.CENTRE : resize.position();
            case FILL, INSIDE -> Position.CENTRE;
        };
        boolean enlarge = resize.enlarge() && fit != Fit.SCALE_DOWN;
        return new Resize(resize.width(), resize.height(), fit, Positions.canonical(position), enlarge);
    }

    /**
     * There are eight ways a picture can lie and sixteen ways to say them: both mirrors are a half turn, and a mirror behind a half
     * turn is the other mirror.
     */
    private static Turn turn(Turn turn) {
        if (turn.flop() && turn.flip()) {
            return new Turn((turn.degrees() + 180) % 360, false, false);
        }
        boolean mirrored = turn.flop() || turn.flip();
        return mirrored && turn.degrees() >= 180 ? new Turn(turn.degrees() - 180, turn.flip(), turn.flop()) : turn;
    }

    private static Effects effects(Effects effects) {
        return new Effects(
                Codecs.rounded(effects.blur(), DIGITS),
                Codecs.rounded(effects.sharpen(), DIGITS),
                effects.background().filter(Canonical::covers));
    }

    /** A background that is transparent all over is none. */
    private static boolean covers(Color color) {
        return color.alpha() > 0;
    }

    private static Overlay overlay(Overlay overlay) {
        return new Overlay(
                overlay.watermark()
                        .filter(mark -> mark.opacity().orElse(Watermark.OPAQUE) > 0)
                        .map(mark -> new Watermark(
                                mark.image(), mark.position().map(Canonical::place), mark.opacity(), mark.size())),
                overlay.caption().map(caption -> new Caption(caption.text(), place(caption.position()))));
    }

    private static Position place(Position position) {
        return position instanceof Found ? Position.CENTRE : Positions.canonical(position);
    }

    /** PNG and GIF lose nothing that a quality could say. */
    private static Output output(Output output) {
        boolean lossless = output.format()
                .filter(format -> format == OutputFormat.PNG || format == OutputFormat.GIF)
                .isPresent();
        return lossless ? new Output(output.format(), Optional.empty()) : output;
    }
}
