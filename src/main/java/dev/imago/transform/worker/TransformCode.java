package dev.imago.transform.worker;

import dev.imago.transform.Color;
import dev.imago.transform.Fit;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Position;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Caption;
import dev.imago.transform.Transform.Cut;
import dev.imago.transform.Transform.Effects;
import dev.imago.transform.Transform.Output;
import dev.imago.transform.Transform.Overlay;
import dev.imago.transform.Transform.Region;
import dev.imago.transform.Transform.Turn;
import dev.imago.transform.Transform.Watermark;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;

/** A transform as bytes, for a worker of the same version. */
@SuppressWarnings("EnumOrdinal") // both sides are of one version
final class TransformCode {
    /** Kinds of a position. */
    private static final int EDGE = 0;

    private static final int FOUND = 1;
    private static final int POINT = 2;

    private TransformCode() {}

    static void write(Transform transform, DataOutput out) throws IOException {
        writeOptional(transform.cut().region(), out, region -> {
            out.writeInt(region.left());
            out.writeInt(region.top());
            out.writeInt(region.width());
            out.writeInt(region.height());
        });
        out.writeBoolean(transform.cut().trim());
        out.writeShort(transform.turn().degrees());
        out.writeBoolean(transform.turn().flop());
        out.writeBoolean(transform.turn().flip());
        Resize resize = transform.resize();
        writeOptional(resize.width(), out, out::writeInt);
        writeOptional(resize.height(), out, out::writeInt);
        out.writeByte(resize.fit().ordinal());
        writePosition(resize.position(), out);
        out.writeBoolean(resize.enlarge());
        out.writeDouble(transform.effects().blur());
        out.writeDouble(transform.effects().sharpen());
        writeOptional(transform.effects().background(), out, color -> {
            out.writeByte(color.red());
            out.writeByte(color.green());
            out.writeByte(color.blue());
            out.writeByte(color.alpha());
        });
        writeOptional(transform.overlay().watermark(), out, mark -> {
            out.writeUTF(mark.image());
            writePosition(mark.position().orElse(Watermark.PLACE), out);
            out.writeByte(mark.opacity().orElse(Watermark.OPAQUE));
            writeOptional(mark.size(), out, out::writeByte);
        });
        writeOptional(transform.overlay().caption(), out, caption -> {
            out.writeUTF(caption.text());
            writePosition(caption.position(), out);
        });
        writeOptional(transform.output().format(), out, format -> out.writeByte(format.ordinal()));
        writeOptional(transform.output().quality(), out, out::writeByte);
    }

    static Transform read(DataInput in) throws IOException {
        Cut cut = new Cut(
                readOptional(in, () -> new Region(in.readInt(), in.readInt(), in.readInt(), in.readInt())),
                in.readBoolean());
        Turn turn = new Turn(in.readShort(), in.readBoolean(), in.readBoolean());
        Resize resize = new Resize(
                readOptional(in, in::readInt),
                readOptional(in, in::readInt),
                Fit.values()[in.readByte()],
                readPosition(in),
                in.readBoolean());
        Effects effects = new Effects(
                in.readDouble(),
                in.readDouble(),
                readOptional(
                        in,
                        () -> new Color(
                                in.readUnsignedByte(),
                                in.readUnsignedByte(),
                                in.readUnsignedByte(),
                                in.readUnsignedByte())));
        Overlay overlay = new Overlay(
                readOptional(
                        in,
                        () -> new Watermark(
                                in.readUTF(),
                                Optional.of(readPosition(in)),
                                Optional.of(in.readUnsignedByte()),
                                readOptional(in, in::readUnsignedByte))),
                readOptional(in, () -> new Caption(in.readUTF(), readPosition(in))));
        Output output = new Output(
                readOptional(in, () -> OutputFormat.values()[in.readByte()]), readOptional(in, in::readUnsignedByte));
        return new Transform(cut, turn, resize, effects, overlay, output);
    }

    private static void writePosition(Position position, DataOutput out) throws IOException {
        switch (position) {
            case Position.Edge edge -> {
                out.writeByte(EDGE);
                out.writeByte(edge.ordinal());
            }
            case Position.Found found -> {
                out.writeByte(FOUND);
                out.writeByte(found.ordinal());
            }
            case Position.Point point -> {
                out.writeByte(POINT);
                out.writeDouble(point.x());
                out.writeDouble(point.y());
            }
        }
    }

    private static Position readPosition(DataInput in) throws IOException {
        return switch (in.readByte()) {
            case EDGE -> Position.Edge.values()[in.readByte()];
            case FOUND -> Position.Found.values()[in.readByte()];
            default -> new Position.Point(in.readDouble(), in.readDouble());
        };
    }

    private interface Writing<T> {
        void write(T value) throws IOException;
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    private static <T> void writeOptional(Optional<T> value, DataOutput out, Writing<T> writing) throws IOException {
        out.writeBoolean(value.isPresent());
        if (value.isPresent()) {
            writing.write(value.get());
        }
    }

    private static <T> Optional<T> readOptional(DataInput in, Reading<T> reading) throws IOException {
        return in.readBoolean() ? Optional.of(reading.read()) : Optional.empty();
    }
}
