package dev.imago.transform.preview;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BlurHashTest {
    private static final Path MODULES =
            Path.of("testserver", "node", "node_modules").toAbsolutePath();

    /** The published package, on lines of width, height and base64 of RGBA. */
    private static final String PEER = """
            const {encode} = require('blurhash');
            const lines = require('fs').readFileSync(0, 'ascii').trim().split('\\n');
            for (const line of lines) {
              const [width, height, rgba] = line.split(' ');
              console.log(encode(new Uint8ClampedArray(Buffer.from(rgba, 'base64')), +width, +height, 4, 3));
            }
            """;

    @Test
    void hashes_are_those_of_an_independent_implementation() throws Exception {
        long seed = Long.getLong("imago.seed", System.nanoTime());
        System.out.println("-Dimago.seed=" + seed);
        Random random = new Random(seed);
        List<Pixels> pictures = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pictures.add(picture(random));
        }
        List<String> theirs = peer(pictures);
        int same = 0;
        for (int i = 0; i < pictures.size(); i++) {
            String ours = BlurHash.of(pictures.get(i), 4, 3);
            assertThat(ours).hasSize(28);
            if (ours.charAt(1) == theirs.get(i).charAt(1)) {
                assertThat(ours).isEqualTo(theirs.get(i));
                same++;
            } else {
                // It looks at positive amplitudes only for its scale; see the class.
                assertThat(ours.substring(2, 6)).isEqualTo(theirs.get(i).substring(2, 6));
                assertThat(digit(ours.charAt(1)))
                        .isGreaterThan(digit(theirs.get(i).charAt(1)));
            }
        }
        assertThat(same).isGreaterThan(20);
    }

    /** A soft picture of any shape, since noise has no low frequencies. */
    private static Pixels picture(Random random) {
        int width = random.nextInt(1, 65);
        int height = random.nextInt(1, 65);
        int[] argb = new int[width * height];
        double across = random.nextDouble(-4, 4);
        double down = random.nextDouble(-4, 4);
        for (int i = 0; i < argb.length; i++) {
            double wave = Math.sin(across * (i % width) / width + down * (i / width) / height);
            int shade = (int) (127 + 127 * wave);
            argb[i] = 0xFF << 24 | shade << 16 | (255 - shade) << 8 | random.nextInt(256);
        }
        return new Pixels(width, height, argb);
    }

    private static int digit(char c) {
        return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~".indexOf(c);
    }

    private static List<String> peer(List<Pixels> pictures) throws Exception {
        assertThat(MODULES.resolve("blurhash"))
                .as("./check installs it (npm ci --prefix testserver/node)")
                .exists();
        var builder = new ProcessBuilder("node", "-e", PEER);
        builder.environment().put("NODE_PATH", MODULES.toString());
        Process node = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (var input = node.getOutputStream()) {
            for (Pixels picture : pictures) {
                String line = picture.width() + " " + picture.height() + " " + rgba(picture) + "\n";
                input.write(line.getBytes(StandardCharsets.US_ASCII));
            }
        }
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(node.waitFor()).isZero();
        return output.lines().toList();
    }

    private static String rgba(Pixels picture) {
        ByteBuffer bytes = ByteBuffer.allocate(picture.argb().length * 4);
        for (int pixel : picture.argb()) {
            bytes.putInt(pixel << 8 | pixel >>> 24);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
