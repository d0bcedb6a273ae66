package dev.imago.http;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;

/** A client of HTTP/2 in clear text that announces windows of nothing: it asks, and never takes a byte of a body. */
final class Http2Peer implements AutoCloseable {
    private static final int DATA = 0;
    private static final int RST_STREAM = 3;
    private static final int INITIAL_WINDOW = 4;

    private final Socket socket;
    private final String authority;
    private int stream = 1;

    Http2Peer(InetSocketAddress address) throws IOException {
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(10_000);
        authority = "127.0.0.1:" + address.getPort();
        send(Http2Frames.PREFACE);
        send(Http2Frames.settings(Map.of(INITIAL_WINDOW, 0)));
    }

    /** Asks for a path; the answer's body finds no room. */
    void get(String path) throws IOException {
        send(Http2Frames.get(stream, "http", authority, path));
        stream += 2;
    }

    /** Resets a stream: the answer is not wanted any more. */
    void giveUp(int id) throws IOException {
        send(Http2Frames.frame(RST_STREAM, 0, id, new byte[] {0, 0, 0, 8}));
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

    private void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
