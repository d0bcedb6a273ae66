package dev.imago.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** What a client of HTTP/2 sends, as bytes (RFC 9113, RFC 7541). */
final class Http2Frames {
    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    static final int HEADERS = 1;
    static final int SETTINGS = 4;
    static final int PING = 6;

    private static final int DATA = 0;
    private static final int RST_STREAM = 3;
    private static final int GOAWAY = 7;

    private static final int END_STREAM_AND_HEADERS = 5;

    private Http2Frames() {}

    static byte[] settings(Map<Integer, Integer> settings) {
        ByteBuffer payload = ByteBuffer.allocate(6 * settings.size());
        settings.forEach((name, value) -> payload.putShort(name.shortValue()).putInt(value));
        return frame(SETTINGS, 0, 0, payload.array());
    }

    /** A whole request. */
    static byte[] get(int stream, String scheme, String authority, String path) {
        var block = new ByteArrayOutputStream();
        block.write(0x82); // :method GET
        block.write(scheme.equals("http") ? 0x86 : 0x87);
        literal(block, 0x01, authority);
        literal(block, 0x04, path);
        return frame(HEADERS, END_STREAM_AND_HEADERS, stream, block.toByteArray());
    }

    static byte[] frame(int type, int flags, int stream, byte[] payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** A field block in which every name and value stands as it is, also what no name or value may be. */
    static byte[] fields(String... namesAndValues) {
        var block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            block.write(0);
            text(block, namesAndValues[i]);
            text(block, namesAndValues[i + 1]);
        }
        return block.toByteArray();
    }

    private static void text(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length > 126) {
            throw new IllegalArgumentException("lengths of one octet only");
        }
        block.write(bytes.length);
        block.writeBytes(bytes);
    }

    private static void literal(ByteArrayOutputStream block, int name, String value) {
        block.write(name);
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads frames until stream 1, or the connection, has ended; gives the body. */
    static String readStream(InputStream from) throws IOException {
        DataInputStream in = new DataInputStream(from);
        StringBuilder bodies = new StringBuilder();
        try {
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                int flags = in.readUnsignedByte();
                int stream = in.readInt();
                byte[] payload = in.readNBytes(length);
                if (type == DATA) {
                    bodies.append(new String(payload, StandardCharsets.ISO_8859_1));
                }
                boolean ended = stream == 1 && (type == DATA || type == HEADERS) && (flags & 1) == 1;
                if (ended || type == RST_STREAM || type == GOAWAY) {
                    return bodies.toString();
                }
            }
        } catch (EOFException | SocketException closed) {
            return bodies.toString();
        }
    }
}
