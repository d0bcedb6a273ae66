package dev.imago.transform.worker;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.transform.Renderer.Seen;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;

/** What a worker answers to one transform of a job. */
sealed interface Answer {
    /** Which of the transforms, counted from 0. */
    int which();

    /** It is made; so many bytes follow. */
    record Made(int which, Format format, Dimensions dimensions, Duration cost, Seen seen, int size)
            implements Answer {}

    /** It cannot be made. */
    record Refused(int which, Fault.Kind kind, String message, String detail) implements Answer {
        static Refused of(int which, Fault fault) {
            return new Refused(which, fault.kind(), fault.message(), shortened(fault.detail()));
        }

        /** A defect, not a fault of the image. */
        static Refused of(int which, Throwable defect) {
            return new Refused(
                    which, Fault.Kind.INTERNAL, "the rendition could not be made", shortened(defect.toString()));
        }

        Fault fault() {
            return new Fault(kind, message).withDetail(detail);
        }

        private static String shortened(String text) {
            return text.length() <= 2000 ? text : text.substring(0, 2000);
        }
    }

    default void write(DataOutputStream out) throws IOException {
        out.writeByte(which());
        switch (this) {
            case Made made -> {
                out.writeBoolean(true);
                out.writeUTF(made.format.name());
                write(made.dimensions, out);
                out.writeLong(made.cost.toNanos());
                write(made.seen.upright(), out);
                out.writeBoolean(made.seen.plain());
                out.writeInt(made.size);
            }
            case Refused refused -> {
                out.writeBoolean(false);
                out.writeUTF(refused.kind.name());
                out.writeUTF(refused.message);
                out.writeUTF(refused.detail);
            }
        }
    }

    private static void write(Dimensions dimensions, DataOutputStream out) throws IOException {
        out.writeInt(dimensions.width());
        out.writeInt(dimensions.height());
        out.writeInt(dimensions.frames());
    }

    private static Dimensions readDimensions(DataInputStream in) throws IOException {
        return new Dimensions(in.readInt(), in.readInt(), in.readInt());
    }

    static Answer read(DataInputStream in) throws IOException {
        try {
            int which = in.readUnsignedByte();
            return in.readBoolean()
                    ? new Made(
                            which,
                            Format.valueOf(in.readUTF()),
                            readDimensions(in),
                            Duration.ofNanos(in.readLong()),
                            new Seen(readDimensions(in), in.readBoolean()),
                            in.readInt())
                    : new Refused(which, Fault.Kind.valueOf(in.readUTF()), in.readUTF(), in.readUTF());
        } catch (IllegalArgumentException e) {
            throw new IOException("not an answer of a worker", e);
        }
    }
}
