package dev.imago.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;

/** Small, sound images of every format, for tests. */
public final class Samples {
    private Samples() {}

    /** An image with what its header is expected to tell. */
    public record Sample(String name, byte[] bytes, Format format, int width, int height, int frames) {
        @Override
        public String toString() {
            return name;
        }
    }

    public static List<Sample> all() {
        List<Sample> samples = new ArrayList<>();
        samples.add(new Sample("jpeg", jpeg(40, 24), Format.JPEG, 40, 24, 1));
        samples.add(new Sample("png", png(40, 24), Format.PNG, 40, 24, 1));
        samples.add(new Sample("gif", encoded("gif", 40, 24), Format.GIF, 40, 24, 1));
        samples.add(new Sample("bmp", encoded("bmp", 40, 24), Format.BMP, 40, 24, 1));
        samples.add(new Sample("tiff", encoded("tiff", 40, 24), Format.TIFF, 40, 24, 1));
        samples.add(new Sample("ico", ico(), Format.ICO, 48, 32, 1));
        samples.add(new Sample("svg", svg(), Format.SVG, 0, 0, 0));
        samples.add(new Sample("apng", apng(5), Format.PNG, 40, 24, 5));
        samples.add(file("lossy.webp", Format.WEBP, 1));
        samples.add(file("lossless.webp", Format.WEBP, 1));
        samples.add(file("anim.webp", Format.WEBP, 3));
        samples.add(file("still.avif", Format.AVIF, 1));
        samples.add(file("anim.avif", Format.AVIF, 3));
        samples.add(file("still.heic", Format.HEIC, 1));
        samples.add(file("cs.jxl", Format.JXL, 1));
        samples.add(file("box.jxl", Format.JXL, 1));
        return samples;
    }

    public static byte[] jpeg(int width, int height) {
        return encoded("jpg", width, height);
    }

    public static byte[] png(int width, int height) {
        return encoded("png", width, height);
    }

    /** A PNG whose bytes differ for every seed. */
    public static byte[] png(int width, int height, int seed) {
        return encode("png", picture(width, height, seed));
    }

    public static byte[] svg() {
        return "<?xml version=\"1.0\"?>\n<!-- a > b --><svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>\n"
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A PNG whose header claims any size. */
    public static byte[] pngClaiming(int width, int height) {
        byte[] bytes = png(1, 1);
        ByteBuffer.wrap(bytes).putInt(16, width).putInt(20, height);
        return bytes;
    }

    static byte[] apng(int frames) {
        byte[] png = png(40, 24);
        ByteBuffer control = ByteBuffer.allocate(20).putInt(8).put("acTL".getBytes(StandardCharsets.ISO_8859_1));
        control.putInt(frames).putInt(0).putInt(0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(png, 0, 33);
        out.writeBytes(control.array());
        out.write(png, 33, png.length - 33);
        return out.toByteArray();
    }

    static byte[] ico() {
        byte[] png = png(48, 32);
        ByteBuffer out = ByteBuffer.allocate(22 + png.length).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) 0).putShort((short) 1).putShort((short) 1);
        out.put((byte) 48)
                .put((byte) 32)
                .put((byte) 0)
                .put((byte) 0)
                .putShort((short) 1)
                .putShort((short) 32);
        return out.putInt(png.length).putInt(22).put(png).array();
    }

    static byte[] encoded(String type, int width, int height) {
        return encode(type, picture(width, height, 0));
    }

    private static Sample file(String name, Format format, int frames) {
        try (InputStream in = Objects.requireNonNull(Samples.class.getResourceAsStream(name), name)) {
            return new Sample(name, in.readAllBytes(), format, 40, 24, frames);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] encode(String type, BufferedImage picture) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (!ImageIO.write(picture, type, out)) {
                throw new IllegalStateException("no encoder for " + type);
            }
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage picture(int width, int height, int seed) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                picture.setRGB(x, y, (x * 5 + y * 3 + seed * 7919) * 263);
            }
        }
        return picture;
    }
}
