package dev.imago.transform.worker;

import dev.imago.image.Dimensions;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;

/** What a worker answers to a job. */
sealed interface Answer {
    /** It is made; so many bytes follow. */
    record Made(Format format, Dimensions dimensions, Duration cost, int size) implements Answer {}

    /** It cannot be made. */
    record Refused(Fault.Kind kind, String message, String detail) implements Answer {
        static Refused of(Fault fault) {
            return new Refused(fault.kind(), fault.message(), shortened(fault.detail()));
        }

        /** A defect, not a fault of the image. */
        static Refused of(Throwable defect) {
            return new Refused(Fault.Kind.INTERNAL, "the rendition could not be made", shortened(defect.toString()));
        }

        Fault fault() {
            return new Fault(kind, message).withDetail(detail);
        }

        private static String shortened(String text) {
            return text.length() <= 2000 ? text : text.substring(0, 2000);
        }
    }

    default void write(DataOutputStream out) throws IOException {
        switch (this) {
            case Made made -> {
                out.writeBoolean(true);
                out.writeUTF(made.format.name());
                out.writeInt(made.dimensions.width());
                out.writeInt(made.dimensions.height());
                out.writeInt(made.dimensions.frames());
                out.writeLong(made.cost.toNanos());
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

    static Answer read(DataInputStream in) throws IOException {
        try {
            return in.readBoolean()
                    ? new Made(
                            Format.valueOf(in.readUTF()),
                            new Dimensions(in.readInt(), in.readInt(), in.readInt()),
                            Duration.ofNanos(in.readLong()),
                            in.readInt())
                    : new Refused(Fault.Kind.valueOf(in.readUTF()), in.readUTF(), in.readUTF());
        } catch (IllegalArgumentException e) {
            throw new IOException("not an answer of a worker", e);
        }
    }
}
