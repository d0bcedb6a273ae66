import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/**
 * Makes a folder of small images, no two with the same bytes: {@code java bench/Fill.java FOLDER FILES DIRECTORIES}. A third each
 * are JPEG, PNG and GIF; the number of an image is in a comment of its format. What is there already is left alone.
 */
final class Fill {
    private Fill() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        int files = Integer.parseInt(args[1]);
        int directories = Integer.parseInt(args[2]);
        byte[][] templates = {encoded("jpeg"), encoded("png"), encoded("gif")};
        var done = new AtomicInteger();
        var next = new AtomicInteger();
        Callable<Void> work = () -> {
            for (int directory; (directory = next.getAndIncrement()) < directories; ) {
                Files.createDirectories(folder.resolve("d%04d".formatted(directory)));
                for (int i = directory; i < files; i += directories) {
                    Path file = folder.resolve(name(i, directories));
                    if (!Files.exists(file)) {
                        Files.write(file, image(templates[i % 3], i % 3, i));
                    }
                    done.incrementAndGet();
                }
            }
            return null;
        };
        try (var threads = Executors.newFixedThreadPool(2)) {
            var halves = new java.util.ArrayList<java.util.concurrent.Future<Void>>();
            halves.add(threads.submit(work));
            halves.add(threads.submit(work));
            while (done.get() < files && halves.stream().noneMatch(half -> half.state() == java.util.concurrent.Future.State.FAILED)) {
                System.err.printf("\r%,d of %,d images", done.get(), files);
                Thread.sleep(500);
            }
            for (var half : halves) {
                half.get();
            }
        }
        System.err.printf("\r%,d of %,d images%n", done.get(), files);
    }

    /** The name of an image below the folder; {@code Probe.java} asks for the same. */
    private static String name(int i, int directories) {
        return "d%04d/%07d.%s".formatted(i % directories, i, new String[] {"jpg", "png", "gif"}[i % 3]);
    }

    private static byte[] encoded(String format) throws IOException {
        var picture = new BufferedImage(32, 24, BufferedImage.TYPE_INT_RGB);
        var graphics = picture.createGraphics();
        graphics.setColor(Color.ORANGE);
        graphics.fillOval(4, 4, 20, 16);
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(picture, format, bytes);
        return bytes.toByteArray();
    }

    private static byte[] image(byte[] template, int format, int number) {
        byte[] text = "image %09d".formatted(number).getBytes(StandardCharsets.US_ASCII);
        return switch (format) {
            case 0 -> inserted(template, 2, comment(text));
            case 1 -> inserted(template, template.length - 12, chunk(text)); // before IEND
            default -> inserted(template, template.length - 1, extension(text)); // before the trailer
        };
    }

    private static byte[] comment(byte[] text) {
        return ByteBuffer.allocate(text.length + 4).putShort((short) 0xFFFE).putShort((short) (text.length + 2)).put(text).array();
    }

    private static byte[] chunk(byte[] text) {
        byte[] body = ByteBuffer.allocate(text.length + 9).put("tEXt".getBytes(StandardCharsets.US_ASCII)).put("Note\0".getBytes(StandardCharsets.US_ASCII)).put(text).array();
        var crc = new CRC32();
        crc.update(body);
        return ByteBuffer.allocate(body.length + 8).putInt(body.length - 4).put(body).putInt((int) crc.getValue()).array();
    }

    private static byte[] extension(byte[] text) {
        return ByteBuffer.allocate(text.length + 4).put((byte) 0x21).put((byte) 0xFE).put((byte) text.length).put(text).put((byte) 0).array();
    }

    private static byte[] inserted(byte[] template, int at, byte[] piece) {
        return ByteBuffer.allocate(template.length + piece.length)
                .put(template, 0, at)
                .put(piece)
                .put(template, at, template.length - at)
                .array();
    }
}
