package dev.imago;

import dev.imago.image.Digest;
import dev.imago.image.Samples;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;

/** Makes the images of a load, and tells by its pixels which of them something was made of. Thread-safe. */
final class KillImages {
    private final Map<Integer, Set<String>> byColour = new ConcurrentHashMap<>();

    /** Mostly small enough for the memory tier, now and then much larger. */
    byte[] image(Random own) throws IOException {
        byte[] png = Samples.png(8 + own.nextInt(8), 8, own.nextInt());
        byte[] noise = new byte[png.length + own.nextInt(own.nextInt(8) == 0 ? 600_000 : 40_000)];
        own.nextBytes(noise);
        System.arraycopy(png, 0, noise, 0, png.length);
        byColour.computeIfAbsent(colour(decoded(png)), any -> ConcurrentHashMap.newKeySet())
                .add(Digest.of(noise).hex());
        return noise;
    }

    /** The digests of the images that a rendition in their own size can have been made of. */
    Set<String> originals(byte[] rendition) throws IOException {
        return byColour.getOrDefault(colour(decoded(rendition)), Set.of());
    }

    private static BufferedImage decoded(byte[] image) throws IOException {
        BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(image));
        if (decoded == null) {
            throw new IllegalStateException("not an image");
        }
        return decoded;
    }

    private static int colour(BufferedImage image) {
        return 31 * image.getRGB(0, 0) + image.getRGB(image.getWidth() - 1, image.getHeight() - 1);
    }
}
