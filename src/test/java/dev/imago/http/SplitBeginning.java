package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** How clients of HTTP/2 begin, preface, SETTINGS and a request, in two pieces that the server reads one by one. */
final class SplitBeginning {
    private static final int STATUS_200 = 0x88;
    private static final int GO_AWAY = 7;

    /** Few enough for all to begin within the time for a first request. */
    private static final int AT_A_TIME = 20;

    private SplitBeginning() {}

    /** Clients that pause after one byte, two bytes, and so on, all get an answer from {@code /a}. */
    static void assertAnswered(String scheme, Serving serving, Callable<? extends Socket> connect) throws Exception {
        byte[] all =
                beginning(scheme, "127.0.0.1:" + serving.server.publicAddress().getPort());
        for (int from = 1; from < all.length; from += AT_A_TIME) {
            assertAnswered(all, from, Math.min(from + AT_A_TIME, all.length), connect);
        }
    }

    private static void assertAnswered(byte[] all, int from, int to, Callable<? extends Socket> connect)
            throws Exception {
        List<Socket> clients = new ArrayList<>();
        try {
            for (int first = from; first < to; first++) {
                Socket client = connect.call();
                clients.add(client);
                client.setSoTimeout(10_000);
                client.setTcpNoDelay(true);
                client.getOutputStream().write(all, 0, first);
            }
            LockSupport.parkNanos(200_000_000);
            for (int first = from; first < to; first++) {
                clients.get(first - from).getOutputStream().write(all, first, all.length - first);
            }
            for (int first = from; first < to; first++) {
                assertThat(answer(clients.get(first - from)))
                        .as("split after %d", first)
                        .isEqualTo("200");
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    static byte[] beginning(String scheme, String authority) {
        var all = new ByteArrayOutputStream();
        all.writeBytes(Http2Frames.PREFACE);
        all.writeBytes(Http2Frames.settings(Map.of(3, 100, 4, 65_535)));
        all.writeBytes(Http2Frames.get(1, scheme, authority, "/a"));
        return all.toByteArray();
    }

    /** {@code 200}, or what there is instead. */
    static String answer(Socket client) {
        try {
            DataInputStream in = new DataInputStream(client.getInputStream());
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(5);
                byte[] payload = in.readNBytes(length);
                if (type == GO_AWAY) {
                    return "GOAWAY " + new String(payload, 8, length - 8, StandardCharsets.US_ASCII);
                }
                if (type == Http2Frames.HEADERS) {
                    return (payload[endOfTableSizes(payload)] & 0xFF) == STATUS_200 ? "200" : "another status";
                }
            }
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Of the updates of the table's size before the first field (RFC 7541 §6.3). */
    private static int endOfTableSizes(byte[] block) {
        int at = 0;
        while ((block[at] & 0xE0) == 0x20) {
            at++;
            if ((block[at - 1] & 0x1F) == 0x1F) {
                while ((block[at++] & 0x80) != 0) {}
            }
        }
        return at;
    }
}
