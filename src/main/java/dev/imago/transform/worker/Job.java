package dev.imago.transform.worker;

import dev.imago.image.Dimensions;
import dev.imago.transform.Transform;
import dev.imago.transform.vips.RenderOptions;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a worker is told. It answers once for each transform, in an order of its own. The bytes of the watermark and of the original follow the job.
 *
 * @param watermarkSize in bytes, 0 for none
 * @param standsFor as {@link dev.imago.transform.Renderer.Source} has it
 */
record Job(
        List<Transform> transforms,
        RenderOptions options,
        int watermarkSize,
        long originalSize,
        Optional<Dimensions> standsFor) {
    /** So that all of them fit into a {@link Frames frame}. */
    static final int MOST_TRANSFORMS = 40;

    void write(DataOutputStream out) throws IOException {
        out.writeByte(transforms.size());
        for (Transform transform : transforms) {
            TransformCode.write(transform, out);
        }
        out.writeInt(options.quality());
        out.writeLong(options.maxPixels());
        out.writeInt(options.maxFrames());
        out.writeBoolean(options.keepCopyright());
        out.writeBoolean(options.keepProfile());
        out.writeBoolean(options.damagedToo());
        out.writeInt(watermarkSize);
        out.writeLong(originalSize);
        out.writeInt(standsFor.map(Dimensions::width).orElse(0));
        out.writeInt(standsFor.map(Dimensions::height).orElse(0));
    }

    static Job read(DataInputStream in) throws IOException {
        List<Transform> transforms = new ArrayList<>();
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            transforms.add(TransformCode.read(in));
        }
        return new Job(
                transforms,
                new RenderOptions(
                        in.readInt(),
                        in.readLong(),
                        in.readInt(),
                        in.readBoolean(),
                        in.readBoolean(),
                        in.readBoolean()),
                in.readInt(),
                in.readLong(),
                dimensions(in.readInt(), in.readInt()));
    }

    private static Optional<Dimensions> dimensions(int width, int height) {
        return width == 0 ? Optional.empty() : Optional.of(new Dimensions(width, height));
    }
}
