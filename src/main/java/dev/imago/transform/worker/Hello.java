package dev.imago.transform.worker;

import dev.imago.image.Format;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.vips.Capabilities;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;

/** The first that a worker says. */
@SuppressWarnings("EnumOrdinal") // both sides are of one version
sealed interface Hello {
    /** @param confined whether the kernel forbids it all that it does not need */
    record Ready(Capabilities capabilities, boolean confined) implements Hello {}

    /** There is no libvips; others would say the same. */
    record NoLibrary(String message) implements Hello {}

    default void write(DataOutputStream out) throws IOException {
        switch (this) {
            case Ready ready -> {
                out.writeBoolean(true);
                Capabilities can = ready.capabilities;
                out.writeUTF(can.library());
                out.writeUTF(can.version());
                out.writeInt(bits(can.reads()));
                out.writeInt(bits(can.writes()));
                out.writeBoolean(can.text());
                out.writeBoolean(ready.confined);
            }
            case NoLibrary none -> {
                out.writeBoolean(false);
                out.writeUTF(none.message);
            }
        }
    }

    static Hello read(DataInputStream in) throws IOException {
        return in.readBoolean()
                ? new Ready(
                        new Capabilities(
                                in.readUTF(),
                                in.readUTF(),
                                ofBits(Format.class, in.readInt()),
                                ofBits(OutputFormat.class, in.readInt()),
                                in.readBoolean()),
                        in.readBoolean())
                : new NoLibrary(in.readUTF());
    }

    private static int bits(Set<? extends Enum<?>> values) {
        return values.stream().mapToInt(value -> 1 << value.ordinal()).sum();
    }

    private static <E extends Enum<E>> Set<E> ofBits(Class<E> type, int bits) {
        Set<E> values = EnumSet.allOf(type);
        values.removeIf(value -> (bits & 1 << value.ordinal()) == 0);
        return values;
    }
}
