package dev.imago.image;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/**
 * Tells from bytes, never from a name, whether they are an image, of which format and of which size. Reads headers and walks
 * the structure of the file; decodes no pixels. The work is bounded, whatever the bytes are: a single pass over the file at
 * the most. The channel's position is changed.
 */
public final class Sniffer {
    private Sniffer() {}

    /**
     * Reads the header.
     *
     * @return empty if this is no image that Imago knows
     * @throws Fault of kind {@code UNPROCESSABLE} if it begins like an image and its header is broken or truncated; the message
     *     says in which way
     * @throws IOException if the channel fails
     */
    public static Optional<ImageHeader> read(SeekableByteChannel channel) throws IOException {
        Optional<Format> format = format(channel);
        return format.isEmpty() ? Optional.empty() : Optional.of(header(channel, format.get()));
    }

    /** The format by its first bytes alone. */
    public static Optional<Format> format(SeekableByteChannel channel) throws IOException {
        HeaderBytes bytes = new HeaderBytes(channel, "file");
        if (bytes.matches(0, "\u00FF\u00D8\u00FF")) {
            return Optional.of(Format.JPEG);
        }
        if (bytes.matches(0, PngHeader.MAGIC)) {
            return Optional.of(Format.PNG);
        }
        if (bytes.matches(0, "RIFF") && bytes.matches(8, "WEBP")) {
            return Optional.of(Format.WEBP);
        }
        if (bytes.matches(0, "GIF87a") || bytes.matches(0, "GIF89a")) {
            return Optional.of(Format.GIF);
        }
        if (TiffHeader.matches(bytes)) {
            return Optional.of(Format.TIFF);
        }
        if (JxlHeader.matches(bytes)) {
            return Optional.of(Format.JXL);
        }
        if (BmpHeader.matches(bytes)) {
            return Optional.of(Format.BMP);
        }
        if (IcoHeader.matches(bytes)) {
            return Optional.of(Format.ICO);
        }
        Optional<Format> still = HeifHeader.format(bytes);
        return still.isPresent() || !SvgHeader.matches(bytes) ? still : Optional.of(Format.SVG);
    }

    /**
     * Checks, as far as the structure of the file tells, that it is all there: what was cut off during an upload is found. Bytes
     * behind the end of the image are tolerated (cameras put films and depth maps there).
     *
     * @throws Fault of kind {@code UNPROCESSABLE} if the end is missing
     * @throws IOException if the channel fails
     */
    public static void requireComplete(SeekableByteChannel channel, Format format) throws IOException {
        HeaderBytes bytes = new HeaderBytes(channel, format.name());
        switch (format) {
            case JPEG -> JpegHeader.requireEnd(bytes);
            case PNG -> PngHeader.requireEnd(bytes);
            case WEBP -> WebpHeader.requireEnd(bytes);
            case AVIF, HEIC -> HeifHeader.requireEnd(bytes);
            case GIF -> GifHeader.requireEnd(bytes);
            case TIFF -> TiffHeader.requireEnd(bytes);
            case BMP -> BmpHeader.requireEnd(bytes);
            case JXL -> JxlHeader.requireEnd(bytes);
            case ICO -> IcoHeader.requireEnd(bytes);
            case SVG -> SvgHeader.requireEnd(bytes);
        }
    }

    private static ImageHeader header(SeekableByteChannel channel, Format format) throws IOException {
        HeaderBytes bytes = new HeaderBytes(channel, format.name());
        return switch (format) {
            case JPEG -> new ImageHeader(format, JpegHeader.read(bytes));
            case PNG -> new ImageHeader(format, PngHeader.read(bytes));
            case WEBP -> new ImageHeader(format, WebpHeader.read(bytes));
            case AVIF, HEIC -> new ImageHeader(format, HeifHeader.read(bytes));
            case GIF -> new ImageHeader(format, GifHeader.read(bytes));
            case TIFF -> new ImageHeader(format, TiffHeader.read(bytes));
            case BMP -> new ImageHeader(format, BmpHeader.read(bytes));
            case JXL -> new ImageHeader(format, JxlHeader.read(bytes));
            case ICO -> new ImageHeader(format, IcoHeader.read(bytes));
            case SVG -> new ImageHeader(format, Optional.empty());
        };
    }
}
