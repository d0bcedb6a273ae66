import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;

/**
 * Makes a photograph of an exact size: {@code java bench/Photo.java SOURCE WIDTH BYTES TARGET}. Scales the source to the width,
 * takes the best JPEG quality that fits, and fills up with a comment segment.
 */
final class Photo {
    private static final int SMALLEST_COMMENT = 4;
    private static final int LARGEST_COMMENT = 65_537;

    private Photo() {}

    public static void main(String[] args) throws IOException {
        BufferedImage photo = scaled(ImageIO.read(new File(args[0])), Integer.parseInt(args[1]));
        int size = Integer.parseInt(args[2]);
        byte[] best = {};
        for (int quality = 5; quality <= 95; quality++) {
            byte[] jpeg = jpeg(photo, quality / 100f);
            int missing = size - jpeg.length;
            if (missing == 0 || (missing >= SMALLEST_COMMENT && missing <= LARGEST_COMMENT)) {
                best = jpeg;
            }
        }
        if (best.length == 0) {
            throw new IOException("no quality gives " + size + " bytes at this width");
        }
        Files.write(Path.of(args[3]), filledUp(best, size));
    }

    private static BufferedImage scaled(BufferedImage source, int width) {
        int height = width * source.getHeight() / source.getWidth();
        var target = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var graphics = target.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
        graphics.drawImage(source, 0, 0, width, height, null);
        graphics.dispose();
        return target;
    }

    private static byte[] jpeg(BufferedImage photo, float quality) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            var settings = writer.getDefaultWriteParam();
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(photo, null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A COM segment after the start of the image: its length counts itself, not the marker. */
    private static byte[] filledUp(byte[] jpeg, int size) {
        byte[] target = new byte[size];
        int comment = size - jpeg.length;
        System.arraycopy(jpeg, 0, target, 0, 2);
        System.arraycopy(jpeg, 2, target, 2 + comment, jpeg.length - 2);
        if (comment > 0) {
            target[2] = (byte) 0xFF;
            target[3] = (byte) 0xFE;
            target[4] = (byte) ((comment - 2) >> 8);
            target[5] = (byte) (comment - 2);
        }
        return target;
    }
}
