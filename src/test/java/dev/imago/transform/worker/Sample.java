package dev.imago.transform.worker;

import dev.imago.image.Format;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A file that was made without libvips, and what it shows.
 *
 * @param frames what a browser shows: one picture, or the frames of an animation
 */
record Sample(String name, Format format, byte[] bytes, List<Picture> frames) {
    static final int WIDTH = 240;
    static final int HEIGHT = 160;

    @Override
    public String toString() {
        return format + " " + name;
    }

    Picture picture() {
        return frames.getFirst();
    }

    boolean moves() {
        return frames.size() > 1;
    }

    /** Whether what it shows was made with a palette, so that dots stand for other colours. */
    boolean hasFewColours() {
        return format == Format.GIF || name.equals("palette");
    }

    /** Whether its colours are those of no screen; it has no profile, and so each library takes them for others. */
    boolean isCmyk() {
        return name.equals("CMYK");
    }

    /** A picture that looks different whichever way it is turned: colours that run, a disc, a bar, stripes. */
    static Picture scene(int frame) {
        return Picture.painted(WIDTH, HEIGHT, (x, y) -> {
            int red = 40 + 180 * x / WIDTH;
            int green = 60 + 150 * y / HEIGHT;
            int blue = (int) (128 + 90 * Math.sin(x / 21.0 + y / 40.0));
            if (Math.hypot(x - 70 - 30 * frame, y - 50) < 30) {
                return 0xFFF5E03C;
            }
            if (x > 150 && x < 210 && y > 100 && y < 125) {
                return 0xFF15233A;
            }
            if (y > 135 && x < 120) {
                return x / 10 % 2 == 0 ? 0xFFEEEEEE : 0xFF903010;
            }
            return 0xFF000000 | red << 16 | green << 8 | blue;
        });
    }

    /** The scene, clear at its upper left corner and opaque at its lower right. */
    static Picture fading() {
        Picture scene = scene(0);
        return Picture.painted(WIDTH, HEIGHT, (x, y) -> {
            int alpha = Math.clamp((x + 2L * y) * 255 / 400, 0, 255);
            return scene.at(x, y) & 0xFFFFFF | alpha << 24;
        });
    }

    private static Sample still(String name, Format format, Picture shown, Picture stored, String... arguments)
            throws IOException {
        return new Sample(name, format, Magick.encoded(stored, arguments), List.of(shown));
    }

    /** Of every format everything that it can hold. */
    static List<Sample> all() throws IOException {
        Picture scene = scene(0);
        Picture grey = scene.grey();
        Picture fading = fading();
        Picture cut = fading.cutOut();
        List<Picture> moving = List.of(scene(0), scene(1), scene(2), scene(3));
        List<Sample> all = new ArrayList<>(List.of(
                still("plain", Format.JPEG, scene, scene, "-quality", "93", "jpeg:-"),
                still("progressive", Format.JPEG, scene, scene, "-interlace", "JPEG", "-quality", "93", "jpeg:-"),
                new Sample("grey", Format.JPEG, greyByJava(grey, "jpeg"), List.of(grey)),
                still("CMYK", Format.JPEG, scene, scene, "-colorspace", "CMYK", "-quality", "95", "jpeg:-"),
                still("plain", Format.PNG, scene, scene, "-define", "png:color-type=2", "png:-"),
                still("interlaced", Format.PNG, scene, scene, "-interlace", "PNG", "png:-"),
                new Sample("grey", Format.PNG, greyByJava(grey, "png"), List.of(grey)),
                still("alpha", Format.PNG, fading, fading, "png32:-"),
                still("16 bit", Format.PNG, scene, scene, "-depth", "16", "png48:-"),
                still("16 bit, alpha", Format.PNG, fading, fading, "-depth", "16", "png64:-"),
                still("palette", Format.PNG, cut, cut, "png8:-"),
                still("plain", Format.WEBP, scene, scene, "-quality", "93", "webp:-"),
                still("alpha", Format.WEBP, fading, fading, "-define", "webp:lossless=true", "webp:-"),
                new Sample(
                        "animated",
                        Format.WEBP,
                        Magick.encoded(moving, "-delay", "7", "-loop", "3", "-quality", "93", "webp:-"),
                        moving),
                still("plain", Format.AVIF, scene, scene, "-quality", "93", "avif:-"),
                still("plain", Format.GIF, scene, scene, "gif:-"),
                still("alpha", Format.GIF, cut, cut, "gif:-"),
                new Sample(
                        "animated",
                        Format.GIF,
                        Magick.encoded(moving, "-delay", "7", "-loop", "3", "-layers", "optimize", "gif:-"),
                        moving),
                still("plain", Format.TIFF, scene, scene, "-alpha", "off", "-compress", "lzw", "tiff:-"),
                still(
                        "grey",
                        Format.TIFF,
                        grey,
                        grey,
                        "-alpha",
                        "off",
                        "-colorspace",
                        "gray",
                        "-compress",
                        "zip",
                        "tiff:-"),
                still("alpha", Format.TIFF, fading, fading, "-compress", "lzw", "tiff:-"),
                still(
                        "16 bit",
                        Format.TIFF,
                        scene,
                        scene,
                        "-alpha",
                        "off",
                        "-depth",
                        "16",
                        "-compress",
                        "none",
                        "tiff:-"),
                still(
                        "CMYK",
                        Format.TIFF,
                        scene,
                        scene,
                        "-alpha",
                        "off",
                        "-colorspace",
                        "CMYK",
                        "-compress",
                        "lzw",
                        "tiff:-")));
        return all;
    }

    /** Of every format that can note an orientation, each of the eight. */
    static List<Sample> turned() throws IOException {
        List<Sample> all = new ArrayList<>();
        String[] names = {
            "TopLeft", "TopRight", "BottomRight", "BottomLeft", "LeftTop", "RightTop", "RightBottom", "LeftBottom"
        };
        Picture scene = scene(0);
        for (int orientation = 1; orientation <= 8; orientation++) {
            Picture stored = scene.stored(orientation);
            String name = "orientation " + orientation;
            byte[] exif = Exif.orientation(orientation);
            all.add(new Sample(
                    name,
                    Format.JPEG,
                    Exif.inJpeg(Magick.encoded(stored, "-quality", "93", "jpeg:-"), exif),
                    List.of(scene)));
            all.add(new Sample(name, Format.PNG, Exif.inPng(Magick.encoded(stored, "png24:-"), exif), List.of(scene)));
            all.add(new Sample(
                    name,
                    Format.WEBP,
                    Exif.inWebp(Magick.encoded(stored, "-quality", "93", "webp:-"), stored, exif),
                    List.of(scene)));
            all.add(still(
                    name,
                    Format.TIFF,
                    scene,
                    stored,
                    "-alpha",
                    "off",
                    "-orient",
                    names[orientation - 1],
                    "-compress",
                    "lzw",
                    "tiff:-"));
        }
        return all;
    }

    private static byte[] greyByJava(Picture picture, String format) throws IOException {
        var image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < picture.pixels().length; i++) {
            image.getRaster().setSample(i % picture.width(), i / picture.width(), 0, picture.pixels()[i] & 255);
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }
}
