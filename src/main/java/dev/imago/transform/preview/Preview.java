package dev.imago.transform.preview;

import dev.imago.transform.Fit;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Position;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Output;
import java.io.IOException;
import java.util.Optional;

/**
 * The colours of an image.
 *
 * @param dominantColor that most of it has, as {@code #rrggbb}
 * @param blurHash a BlurHash of 4 × 3 components, of the image on white
 */
public record Preview(String dominantColor, String blurHash) {
    private static final int SIDE = 64;
    private static final int ACROSS = 4;
    private static final int DOWN = 3;

    /** The rendition that colours are taken from: small, upright, its first frame, nothing lost. */
    public static final Transform RENDITION = Transform.NONE
            .with(new Resize(Optional.of(SIDE), Optional.of(SIDE), Fit.INSIDE, Position.CENTRE, false))
            .with(new Output(Optional.of(OutputFormat.PNG), Optional.empty()));

    /**
     * Of what {@link #RENDITION} made.
     *
     * @throws IOException if it is something else
     */
    public static Preview of(byte[] png) throws IOException {
        Pixels pixels = PngPixels.decode(png, SIDE);
        return new Preview(DominantColor.of(pixels), BlurHash.of(pixels.onWhite(), ACROSS, DOWN));
    }
}
