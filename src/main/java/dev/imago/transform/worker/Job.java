package dev.imago.transform.worker;

import dev.imago.transform.Transform;
import dev.imago.transform.vips.RenderOptions;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a worker is told; the bytes of the watermark and of the original follow.
 *
 * @param watermarkSize in bytes, 0 for none
 */
record Job(Transform transform, RenderOptions options, int watermarkSize, long originalSize) {
    void write(DataOutputStream out) throws IOException {
        TransformCode.write(transform, out);
        out.writeInt(options.quality());
        out.writeLong(options.maxPixels());
        out.writeInt(options.maxFrames());
        out.writeBoolean(options.keepCopyright());
        out.writeBoolean(options.keepProfile());
        out.writeBoolean(options.damagedToo());
        out.writeInt(watermarkSize);
        out.writeLong(originalSize);
    }

    static Job read(DataInputStream in) throws IOException {
        return new Job(
                TransformCode.read(in),
                new RenderOptions(
                        in.readInt(),
                        in.readLong(),
                        in.readInt(),
                        in.readBoolean(),
                        in.readBoolean(),
                        in.readBoolean()),
                in.readInt(),
                in.readLong());
    }
}
