package dev.imago.transform.worker;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Metadata of cameras, and how files hold it. */
final class Exif {
    static final String MAKE = "Camera of Jo";
    static final String ARTIST = "Jo Doe";
    static final String COPYRIGHT = "(c) 2026 Jo Doe";
    static final byte[] PLACE = {0, 0x5A, 0x17, 0x3C};

    private Exif() {}

    /** A block with nothing but the orientation, 1 to 8. */
    static byte[] orientation(int value) {
        return ByteBuffer.allocate(26)
                .put(latin("MM\0*"))
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) value)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    /** A block with what nobody wants to be told of a photograph, and the two names that some do. */
    static byte[] telling() {
        String[] texts = {MAKE, ARTIST, COPYRIGHT};
        int[] tags = {0x010F, 0x013B, 0x8298};
        int values = 8 + 2 + 4 * 12 + 4;
        ByteBuffer block =
                ByteBuffer.allocate(300).put(latin("MM\0*")).putInt(8).putShort((short) 4);
        int next = values;
        for (int i = 0; i < tags.length; i++) {
            byte[] text = latin(texts[i] + '\0');
            block.putShort((short) tags[i])
                    .putShort((short) 2)
                    .putInt(text.length)
                    .putInt(next);
            block.put(next, text);
            next += text.length;
        }
        block.putShort((short) 0x8825)
                .putShort((short) 4)
                .putInt(1)
                .putInt(next)
                .putInt(0);
        block.position(next).putShort((short) 2);
        block.putShort((short) 1).putShort((short) 2).putInt(2).put(latin("N\0\0\0"));
        block.putShort((short) 2)
                .putShort((short) 5)
                .putInt(3)
                .putInt(next + 30)
                .putInt(0);
        block.position(next + 30)
                .put(PLACE)
                .putInt(1)
                .put(PLACE)
                .putInt(1)
                .put(PLACE)
                .putInt(1);
        return java.util.Arrays.copyOf(block.array(), block.position());
    }

    /** As a segment behind the first two bytes. */
    static byte[] inJpeg(byte[] jpeg, byte[] exif) {
        return inJpeg(
                jpeg,
                0xFFE1,
                ByteBuffer.allocate(exif.length + 6)
                        .put(latin("Exif\0\0"))
                        .put(exif)
                        .array());
    }

    static byte[] inJpeg(byte[] jpeg, int marker, byte[] content) {
        return ByteBuffer.allocate(jpeg.length + content.length + 4)
                .put(jpeg, 0, 2)
                .putShort((short) marker)
                .putShort((short) (content.length + 2))
                .put(content)
                .put(jpeg, 2, jpeg.length - 2)
                .array();
    }

    static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** As a chunk behind the header. */
    static byte[] inPng(byte[] png, byte[] exif) {
        return inPng(png, "eXIf", exif);
    }

    static byte[] inPng(byte[] png, String chunk, byte[] content) {
        int header = 8 + 25;
        byte[] name = latin(chunk);
        var crc = new CRC32();
        crc.update(name);
        crc.update(content);
        return ByteBuffer.allocate(png.length + content.length + 12)
                .put(png, 0, header)
                .putInt(content.length)
                .put(name)
                .put(content)
                .putInt((int) crc.getValue())
                .put(png, header, png.length - header)
                .array();
    }

    /** In the extended form of a file that has one chunk with pixels. */
    static byte[] inWebp(byte[] webp, Picture picture, byte[] exif) {
        int width = picture.width() - 1;
        int height = picture.height() - 1;
        var extended = ByteBuffer.allocate(webp.length + 18 + 8 + exif.length).order(ByteOrder.LITTLE_ENDIAN);
        return extended.put(latin("RIFF"))
                .putInt(extended.capacity() - 8)
                .put(latin("WEBPVP8X"))
                .putInt(10)
                .putInt(0x08)
                .put((byte) width)
                .putShort((short) (width >> 8))
                .put((byte) height)
                .putShort((short) (height >> 8))
                .put(webp, 12, webp.length - 12)
                .put(latin("EXIF"))
                .putInt(exif.length)
                .put(exif)
                .array();
    }
}
