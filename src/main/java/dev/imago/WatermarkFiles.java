package dev.imago;

import dev.imago.image.Digest;
import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageHeader;
import dev.imago.image.Sniffer;
import dev.imago.transform.policy.RenditionSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pictures of the configured watermarks, as they were when the configuration was read. Each is known by its name and a part of its
 * digest, so that another picture under the same name makes other renditions. Immutable.
 */
final class WatermarkFiles {
    private static final long MOST_BYTES = 4 << 20;
    private static final int LONGEST_SIDE = 4096;
    private static final Set<Format> FORMATS = Set.of(Format.PNG, Format.WEBP, Format.JPEG);

    private final Map<String, String> pictures = new HashMap<>();
    private final Map<String, ByteBuffer> bytes = new HashMap<>();

    private WatermarkFiles() {}

    /** @throws Fault of kind {@code INVALID} with all that is wrong, a line each */
    static WatermarkFiles read(RenditionSettings settings) {
        var files = new WatermarkFiles();
        List<String> problems = new ArrayList<>();
        settings.watermarks().forEach((name, mark) -> {
            try {
                files.add(name, mark.file());
            } catch (IOException | Fault e) {
                problems.add("renditions.watermarks." + name + ".file: " + mark.file() + ": " + said(e));
            }
        });
        if (!problems.isEmpty()) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    String.join("\n", problems.stream().sorted().toList()));
        }
        return files;
    }

    private static String said(Exception problem) {
        return problem instanceof NoSuchFileException ? "there is no such file" : String.valueOf(problem.getMessage());
    }

    private void add(String name, Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            if (channel.size() > MOST_BYTES) {
                throw new IOException("has more than " + (MOST_BYTES >> 20) + " MB");
            }
            requireUsable(channel);
            ByteBuffer read = ByteBuffer.allocate((int) channel.size());
            channel.position(0);
            while (read.hasRemaining() && channel.read(read) >= 0) {}
            var digest = Digest.sha256();
            digest.update(read.flip().duplicate());
            String picture = name + '@' + Digest.of(digest).hex().substring(0, 16);
            pictures.put(name, picture);
            bytes.put(picture, read.asReadOnlyBuffer());
        }
    }

    private static void requireUsable(SeekableByteChannel channel) throws IOException {
        ImageHeader header = Sniffer.read(channel)
                .filter(found -> FORMATS.contains(found.format()))
                .orElseThrow(() -> new IOException("is no PNG, WebP or JPEG"));
        Sniffer.requireComplete(channel, header.format());
        Optional<Dimensions> tooLarge = header.dimensions()
                .filter(size -> size.width() > LONGEST_SIDE || size.height() > LONGEST_SIDE || size.frames() > 1);
        if (tooLarge.isPresent()) {
            throw new IOException("has " + tooLarge.get() + " pixels; a watermark is a single picture of at most "
                    + LONGEST_SIDE + "x" + LONGEST_SIDE);
        }
    }

    /** What tells the picture of a configured watermark from all others. */
    String picture(String name) {
        return pictures.getOrDefault(name, name);
    }

    /** The bytes of a picture, by what tells it from others. */
    Optional<ByteBuffer> bytes(String picture) {
        return Optional.ofNullable(bytes.get(picture));
    }
}
