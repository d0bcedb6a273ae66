package dev.imago.http;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of HTTP/2 in clear text that announces windows of nothing: it asks, and never takes a byte of a body. */
final class Http2Peer implements AutoCloseable {
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    private static final int INITIAL_WINDOW = 4;
    private static final int END_STREAM_AND_HEADERS = 5;

    private final Socket socket;
    private final String authority;
    private int stream = 1;

    Http2Peer(InetSocketAddress address) throws IOException {
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(10_000);
        authority = "127.0.0.1:" + address.getPort();
        socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[] {0, INITIAL_WINDOW, 0, 0, 0, 0});
    }

    /** Asks for a path; the answer's body finds no room. */
    void get(String path) throws IOException {
        var block = new ByteArrayOutputStream();
        block.write(0x82); // :method GET
        block.write(0x86); // :scheme http
        literal(block, 0x01, authority);
        literal(block, 0x04, path);
        frame(HEADERS, END_STREAM_AND_HEADERS, stream, block.toByteArray());
        stream += 2;
    }

    /** Resets a stream: the answer is not wanted any more. */
    void giveUp(int id) throws IOException {
        frame(RST_STREAM, 0, id, new byte[] {0, 0, 0, 8});
    }

    /** Reads frames until this many streams were reset. */
    void awaitResets(int count) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        for (int resets = 0; resets < count; ) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            in.readUnsignedByte();
            in.readInt();
            in.readFully(new byte[length]);
            if (type == DATA && length > 0) {
                throw new IOException("a byte without a window");
            }
            resets += type == RST_STREAM ? 1 : 0;
        }
    }

    private static void literal(ByteArrayOutputStream block, int name, String value) {
        block.write(name);
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    private void frame(int type, int flags, int id, byte[] payload) throws IOException {
        var frame = new ByteArrayOutputStream();
        frame.writeBytes(
                new byte[] {0, (byte) (payload.length >> 8), (byte) payload.length, (byte) type, (byte) flags});
        frame.writeBytes(new byte[] {(byte) (id >> 24), (byte) (id >> 16), (byte) (id >> 8), (byte) id});
        frame.writeBytes(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
