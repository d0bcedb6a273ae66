package dev.imago.transform.worker;

import dev.imago.image.Format;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What an animated GIF or WebP says of its frames.
 *
 * @param delays of each frame, in milliseconds
 * @param plays how often all is shown, 0 for ever
 */
record Animation(List<Integer> delays, int plays) {
    static Animation of(Format format, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return format == Format.GIF ? ofGif(buffer) : ofWebp(buffer);
    }

    private static Animation ofGif(ByteBuffer gif) {
        List<Integer> delays = new ArrayList<>();
        int plays = 1;
        gif.position(13 + palette(gif.get(10)));
        while (true) {
            int kind = gif.get() & 255;
            if (kind == 0x3B) {
                return new Animation(delays, plays);
            }
            if (kind == 0x2C) {
                gif.position(gif.position() + 8);
                gif.position(gif.position() + 1 + palette(gif.get(gif.position())) + 1);
            } else {
                int label = gif.get() & 255;
                int content = gif.position() + 1;
                if (label == 0xF9) {
                    delays.add(gif.getShort(content + 1) * 10);
                } else if (label == 0xFF && gif.get(content) == 'N') {
                    int repeats = gif.getShort(content + 13) & 0xFFFF;
                    plays = repeats == 0 ? 0 : repeats + 1;
                }
            }
            for (int length = gif.get() & 255; length > 0; length = gif.get() & 255) {
                gif.position(gif.position() + length);
            }
        }
    }

    private static int palette(byte flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
    }

    private static Animation ofWebp(ByteBuffer webp) {
        List<Integer> delays = new ArrayList<>();
        int plays = 1;
        webp.position(12);
        while (webp.remaining() >= 8) {
            String chunk = "" + (char) webp.get() + (char) webp.get() + (char) webp.get() + (char) webp.get();
            int length = webp.getInt();
            int content = webp.position();
            if (chunk.equals("ANIM")) {
                plays = webp.getShort(content + 4) & 0xFFFF;
            } else if (chunk.equals("ANMF")) {
                delays.add(webp.getInt(content + 12) & 0xFFFFFF);
            }
            webp.position(Math.min(webp.limit(), content + length + (length & 1)));
        }
        return new Animation(delays, plays);
    }
}
