package dev.imago.transform.worker;

import dev.imago.image.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Files that want to hurt who reads them. */
final class Hostile {
    private Hostile() {}

    /** Small files that claim, or are, more than may be decoded; by what they are. */
    static Map<String, byte[]> bombs() throws IOException {
        Map<String, byte[]> bombs = new LinkedHashMap<>();
        bombs.put("a PNG of 74 bytes and 100,000 × 100,000 pixels", tinyPng());
        bombs.put("a PNG of 12,000 × 12,000 equal pixels", png(12_000, 12_000, 12_000));
        bombs.put("a PNG of 2,000,000,000 × 1 pixels", png(2_000_000_000, 1, 1));
        bombs.put("a GIF of 65,535 × 65,535 pixels", gif(65_535, 1));
        bombs.put("a GIF of 10,000 frames", gif(20, 10_000));
        bombs.put("a GIF of 900 frames of 1,000 × 1,000 pixels", gif(1_000, 900));
        return bombs;
    }

    static byte[] tinyPng() {
        return HexFormat.of()
                .parseHex("89504e470d0a1a0a0000000d49484452000186a0000186a00802000000fc92d1ee"
                        + "0000000c4944415478da63f8ffff3f0005fe02fe0def46b8" + "0000000049454e44ae426082");
    }

    /** Grey, with so many rows of zeros, whatever the header says. */
    static byte[] png(int width, int height, int rows) throws IOException {
        var pixels = new ByteArrayOutputStream();
        try (var deflated = new DeflaterOutputStream(pixels, new Deflater(Deflater.BEST_SPEED))) {
            byte[] row = new byte[Math.min(width, 1_000_000) + 1];
            for (int y = 0; y < rows; y++) {
                deflated.write(row);
            }
        }
        var png = new ByteArrayOutputStream();
        png.writeBytes(HexFormat.of().parseHex("89504e470d0a1a0a"));
        png.writeBytes(chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put((byte) 8)
                        .array()));
        png.writeBytes(chunk("IDAT", pixels.toByteArray()));
        png.writeBytes(chunk("IEND", new byte[0]));
        return png.toByteArray();
    }

    private static byte[] chunk(String name, byte[] content) {
        var crc = new CRC32();
        crc.update(Exif.latin(name));
        crc.update(content);
        return ByteBuffer.allocate(content.length + 12)
                .putInt(content.length)
                .put(Exif.latin(name))
                .put(content)
                .putInt((int) crc.getValue())
                .array();
    }

    /** A square canvas with frames of one pixel each. */
    static byte[] gif(int side, int frames) {
        byte[] frame = HexFormat.of().parseHex("2c00000000010001000002024401" + "00");
        ByteBuffer gif = ByteBuffer.allocate(13 + 6 + frame.length * frames + 1);
        gif.put(Exif.latin("GIF89a"));
        gif.put((byte) side).put((byte) (side >> 8)).put((byte) side).put((byte) (side >> 8));
        gif.put(new byte[] {(byte) 0x80, 0, 0, 0, 0, 0, -1, -1, -1});
        for (int i = 0; i < frames; i++) {
            gif.put(frame);
        }
        return gif.put((byte) 0x3B).array();
    }

    /** The same file with another size in its header: that of a picture that could be decoded, but is not there. */
    static byte[] lying(Format format, byte[] file, int width, int height) {
        byte[] lie = file.clone();
        ByteBuffer bytes = ByteBuffer.wrap(lie);
        switch (format) {
            case JPEG -> {
                int at = 2;
                while ((lie[at + 1] & 0xF0) != 0xC0 || lie[at + 1] == (byte) 0xC4) {
                    at += 2 + (bytes.getShort(at + 2) & 0xFFFF);
                }
                bytes.putShort(at + 5, (short) height).putShort(at + 7, (short) width);
            }
            case PNG -> {
                bytes.putInt(16, width).putInt(20, height);
                var crc = new CRC32();
                crc.update(lie, 12, 17);
                bytes.putInt(29, (int) crc.getValue());
            }
            case GIF -> {
                lie[6] = (byte) width;
                lie[7] = (byte) (width >> 8);
                lie[8] = (byte) height;
                lie[9] = (byte) (height >> 8);
            }
            case WEBP -> {
                // A frame of VP8: fourteen bits each behind the start code.
                int at = indexOf(lie, new byte[] {(byte) 0x9D, 1, 0x2A}) + 3;
                lie[at] = (byte) width;
                lie[at + 1] = (byte) (width >> 8);
                lie[at + 2] = (byte) height;
                lie[at + 3] = (byte) (height >> 8);
            }
            case AVIF ->
                bytes.putInt(indexOf(lie, Exif.latin("ispe")) + 8, width)
                        .putInt(indexOf(lie, Exif.latin("ispe")) + 12, height);
            default -> throw new IllegalArgumentException(format.name());
        }
        return lie;
    }

    private static int indexOf(byte[] file, byte[] part) {
        for (int i = 0; i + part.length <= file.length; i++) {
            if (Arrays.equals(file, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        throw new IllegalStateException("there is no " + HexFormat.of().formatHex(part));
    }

    /** Bytes changed, taken out, said twice, or made as large as can be. */
    static byte[] mutated(byte[] file, Random random) {
        byte[] mutated = file.clone();
        for (int change = random.nextInt(1, 12); change > 0; change--) {
            // Half of the changes where headers are.
            int at = random.nextInt(random.nextBoolean() ? mutated.length : Math.min(mutated.length, 200));
            int length = Math.min(mutated.length - at, random.nextInt(1, 9));
            switch (random.nextInt(6)) {
                case 0 -> Arrays.fill(mutated, at, at + length, (byte) 0xFF);
                case 1 -> Arrays.fill(mutated, at, at + length, (byte) 0);
                case 2 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
                case 3 -> {
                    byte[] shorter = new byte[mutated.length - length + 1];
                    System.arraycopy(mutated, 0, shorter, 0, at);
                    System.arraycopy(mutated, at + length - 1, shorter, at, mutated.length - at - length + 1);
                    mutated = shorter;
                }
                case 4 -> {
                    byte[] longer = Arrays.copyOf(mutated, mutated.length + length);
                    System.arraycopy(mutated, at, longer, at + length, mutated.length - at);
                    mutated = longer;
                }
                default -> mutated[at] = (byte) random.nextInt();
            }
        }
        return mutated;
    }
}
