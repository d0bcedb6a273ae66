package dev.imago.transform.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imago.image.Samples;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

final class PreviewTest {
    private static BufferedImage image(int type, IntUnaryOperator argb) {
        var image = new BufferedImage(20, 10, type);
        for (int i = 0; i < 200; i++) {
            image.setRGB(i % 20, i / 20, argb.applyAsInt(i));
        }
        return image;
    }

    private static byte[] png(BufferedImage image) throws IOException {
        var bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "png", bytes)).isTrue();
        return bytes.toByteArray();
    }

    private static String dominant(BufferedImage image) throws IOException {
        return Preview.of(png(image)).dominantColor();
    }

    @Test
    void the_dominant_colour_is_the_mean_of_what_is_alike() throws IOException {
        assertThat(dominant(image(BufferedImage.TYPE_INT_RGB, i -> i % 3 == 0 ? 0x0000FF : 0x102030 + i % 2)))
                .isIn("#102030", "#102031");
        assertThat(dominant(image(BufferedImage.TYPE_INT_ARGB, i -> i < 150 ? 0x10FF0000 : 0xFF00FF00)))
                .as("what can hardly be seen counts little")
                .isEqualTo("#00ff00");
        assertThat(dominant(image(BufferedImage.TYPE_INT_ARGB, _ -> 0))).isEqualTo("#ffffff");
    }

    @Test
    void grey_is_taken_as_it_lies_in_the_file() throws IOException {
        var grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 64; i++) {
            grey.getRaster().setSample(i % 8, i / 8, 0, 0x60);
        }
        assertThat(dominant(grey)).isEqualTo("#606060");
        assertThat(dominant(image(BufferedImage.TYPE_BYTE_BINARY, i -> i < 30 ? 0xFFFFFFFF : 0xFF000000)))
                .isEqualTo("#000000");
    }

    @Test
    void transparent_parts_are_white_in_the_blur() throws IOException {
        String clear = Preview.of(png(image(BufferedImage.TYPE_INT_ARGB, i -> i % 20 < 10 ? 0 : 0xFF204060)))
                .blurHash();
        String white = Preview.of(png(image(BufferedImage.TYPE_INT_RGB, i -> i % 20 < 10 ? 0xFFFFFF : 0x204060)))
                .blurHash();
        assertThat(clear).isEqualTo(white);
    }

    @Test
    void what_a_worker_should_not_have_made_is_refused() throws IOException {
        assertThatThrownBy(() -> Preview.of(Samples.pngClaiming(100_000, 100_000)))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Preview.of(Samples.png(65, 1))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Preview.of(Samples.jpeg(9, 9))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> Preview.of(new byte[0])).isInstanceOf(IOException.class);
        byte[] sound = Samples.png(30, 20);
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] mutated = Arrays.copyOf(sound, random.nextInt(9, sound.length + 1));
            mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(Preview.of(mutated).blurHash()).hasSize(28);
            } catch (IOException refused) {
                assertThat(refused).isNotNull();
            }
        }
    }
}
