package dev.imago.transform.preview;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes a small PNG that a worker made. Workers touch hostile files, so not even they are believed: what claims to be larger than
 * it was asked to be is refused before room is made for it.
 */
final class PngPixels {
    private PngPixels() {}

    /**
     * Decodes.
     *
     * @param longest that a side may be, in pixels
     * @throws IOException if it is no PNG, or larger
     */
    static Pixels decode(byte[] png, int longest) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(png))) {
            reader.setInput(stream, true, true);
            if (reader.getWidth(0) > longest || reader.getHeight(0) > longest) {
                throw new IOException("the picture has " + reader.getWidth(0) + "x" + reader.getHeight(0) + " pixels");
            }
            return pixels(reader.read(0));
        } catch (RuntimeException malformed) {
            throw new IOException(malformed);
        } finally {
            reader.dispose();
        }
    }

    private static Pixels pixels(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        boolean plain = !(image.getColorModel() instanceof IndexColorModel)
                && image.getRaster().getTransferType() == DataBuffer.TYPE_BYTE;
        int[] argb = new int[width * height];
        for (int i = 0; i < argb.length; i++) {
            int x = i % width;
            int y = i / width;
            argb[i] = plain ? sample(image.getRaster(), x, y) : image.getRGB(x, y);
        }
        return new Pixels(width, height, argb);
    }

    /** As it lies in the file: what AWT makes of grey is brighter, since it takes it for linear light. */
    private static int sample(Raster raster, int x, int y) {
        int bands = raster.getNumBands();
        boolean grey = bands < 3;
        int alpha = bands % 2 == 0 ? raster.getSample(x, y, bands - 1) : 255;
        int red = raster.getSample(x, y, 0);
        int green = grey ? red : raster.getSample(x, y, 1);
        int blue = grey ? red : raster.getSample(x, y, 2);
        return alpha << 24 | red << 16 | green << 8 | blue;
    }
}
