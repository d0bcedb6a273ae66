package dev.imago.image;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/**
 * How a picture was stored, as EXIF counts it (CIPA DC-008, tag 274): 1 is upright, 3 upside down, 6 wants a quarter turn to the
 * right, 8 one to the left; 2, 4, 5 and 7 are mirrored as well. From 5 on, width and height change places. The work is bounded as
 * that of {@link Sniffer} is.
 */
public final class Orientation {
    public static final int UPRIGHT = 1;

    private Orientation() {}

    /**
     * Reads the orientation. The channel's position is changed.
     *
     * @return from 1 to 8; 1 if the file states none, or nothing that can be understood
     * @throws IOException if the channel fails
     */
    public static int read(SeekableByteChannel channel, Format format) throws IOException {
        try {
            long stated =
                    stated(new HeaderBytes(channel, format.name()), format).orElse((long) UPRIGHT);
            return stated >= 1 && stated <= 8 ? (int) stated : UPRIGHT;
        } catch (Fault broken) {
            if (broken.kind() != Fault.Kind.UNPROCESSABLE) {
                throw broken;
            }
            return UPRIGHT;
        }
    }

    private static Optional<Long> stated(HeaderBytes bytes, Format format) throws IOException {
        return switch (format) {
            case JPEG -> JpegHeader.orientation(bytes);
            case PNG -> PngHeader.orientation(bytes);
            case WEBP -> WebpHeader.orientation(bytes);
            case TIFF -> TiffHeader.orientation(bytes, 0, bytes.size());
            case AVIF, HEIC -> Optional.of((long) HeifHeader.orientation(bytes));
            case GIF, BMP, JXL, ICO, SVG -> Optional.empty();
        };
    }

    /** The size of a picture when it stands upright. */
    public static Dimensions upright(Dimensions stored, int orientation) {
        return orientation < 5
                ? stored
                : new Dimensions(/* width= */ stored.height(), /* height= */ stored.width(), stored.frames());
    }
}
