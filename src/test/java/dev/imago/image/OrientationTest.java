package dev.imago.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The files below {@code orientation/} were made by libvips 8.18 (its AVIFs by libheif 1.23), but 2.tif and 8.tif by ImageMagick 6.9. */
final class OrientationTest {
    private static byte[] file(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(OrientationTest.class.getResourceAsStream("orientation/" + name), name)) {
            return in.readAllBytes();
        }
    }

    private static int read(byte[] bytes, Format format) {
        try {
            return Orientation.read(new BytesChannel(bytes), format);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A directory with an orientation, as in EXIF and TIFF. */
    private static byte[] directory(ByteOrder order, int orientation) {
        boolean little = order == ByteOrder.LITTLE_ENDIAN;
        return ByteBuffer.allocate(26)
                .order(order)
                .put((little ? "II" : "MM").getBytes(StandardCharsets.ISO_8859_1))
                .putShort((short) 42)
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 274)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .array();
    }

    private static byte[] jpegWith(byte[] segment) {
        byte[] jpeg = Samples.jpeg(40, 24);
        var joined = new ByteArrayOutputStream();
        joined.write(jpeg, 0, 2);
        joined.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (segment.length + 2)});
        joined.writeBytes(segment);
        joined.write(jpeg, 2, jpeg.length - 2);
        return joined.toByteArray();
    }

    private static byte[] exif(byte[] directory) {
        return ByteBuffer.allocate(6 + directory.length)
                .put("Exif\0\0".getBytes(StandardCharsets.ISO_8859_1))
                .put(directory)
                .array();
    }

    @Test
    void files_of_other_programs_are_understood() throws IOException {
        assertThat(read(file("6.jpg"), Format.JPEG)).isEqualTo(6);
        assertThat(read(file("6.png"), Format.PNG)).isEqualTo(6);
        assertThat(read(file("6.webp"), Format.WEBP)).isEqualTo(6);
        assertThat(read(file("6.tif"), Format.TIFF)).isEqualTo(6);
        assertThat(read(file("2.tif"), Format.TIFF)).isEqualTo(2);
        assertThat(read(file("8.tif"), Format.TIFF)).isEqualTo(8);
        for (int orientation = 1; orientation <= 8; orientation++) {
            assertThat(read(file(orientation + ".avif"), Format.AVIF)).isEqualTo(orientation);
        }
        for (Samples.Sample sample : Samples.all()) {
            assertThat(read(sample.bytes(), sample.format())).as(sample.name()).isEqualTo(1);
        }
    }

    @Test
    void both_byte_orders_are_read_and_numbers_without_a_meaning_are_none() {
        for (int stated = 0; stated <= 9; stated++) {
            int meant = stated < 1 || stated > 8 ? 1 : stated;
            for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
                byte[] directory = directory(order, stated);
                assertThat(read(jpegWith(exif(directory)), Format.JPEG)).isEqualTo(meant);
                assertThat(read(directory, Format.TIFF)).isEqualTo(meant);
            }
        }
    }

    @Test
    void data_that_is_cut_off_or_lies_says_nothing() {
        byte[] whole = exif(directory(ByteOrder.BIG_ENDIAN, 6));
        for (int length = 0; length < whole.length - 6; length++) {
            assertThat(read(jpegWith(Arrays.copyOf(whole, length)), Format.JPEG))
                    .as("%d bytes", length)
                    .isEqualTo(1);
        }
        byte[] elsewhere = whole.clone();
        ByteBuffer.wrap(elsewhere).putInt(6 + 4, Integer.MAX_VALUE);
        assertThat(read(jpegWith(elsewhere), Format.JPEG)).isEqualTo(1);
        byte[] endless = whole.clone();
        ByteBuffer.wrap(endless).putShort(6 + 8, (short) -1);
        endless[6 + 11] = 0;
        assertThat(read(jpegWith(endless), Format.JPEG)).isEqualTo(1);
    }

    @Test
    void no_file_makes_it_fail() throws IOException {
        long seed = Long.getLong("imago.seed", System.nanoTime());
        System.out.println("-Dimago.seed=" + seed);
        Random random = new Random(seed);
        byte[][] files = {
            file("6.jpg"), file("6.png"), file("6.webp"), file("6.tif"), file("7.avif"), Samples.apng(3), Samples.svg()
        };
        for (byte[] whole : files) {
            for (int round = 0; round < 3000; round++) {
                byte[] mutated = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
                for (int change = random.nextInt(6); change > 0 && mutated.length > 0; change--) {
                    mutated[random.nextInt(Math.min(mutated.length, 512))] = (byte) random.nextInt();
                }
                Format format = Format.values()[random.nextInt(Format.values().length)];
                assertThat(read(mutated, format)).isBetween(1, 8);
            }
            assertThat(Format.values())
                    .allSatisfy(format -> assertThat(read(whole, format)).isBetween(1, 8));
        }
    }
}
