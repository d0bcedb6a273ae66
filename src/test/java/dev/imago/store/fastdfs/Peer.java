package dev.imago.store.fastdfs;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A tracker or storage on a real socket that answers each command as a test says, also with what no sound one would ever answer. */
final class Peer implements AutoCloseable {
    /** What is written, and whether the connection stays. */
    record Reply(byte[] bytes, boolean stays) {
        static Reply status(int status) {
            return new Reply(header(0, status), true);
        }

        static Reply body(byte[] body) {
            return claiming(body.length, body, true);
        }

        /** An answer that breaks off. */
        static Reply cut(byte[] body, long claimed) {
            return claiming(claimed, body, false);
        }

        /** Nothing but the end of the connection. */
        static Reply end() {
            return new Reply(new byte[0], false);
        }

        private static Reply claiming(long length, byte[] body, boolean stays) {
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(header(length, 0));
            bytes.writeBytes(body);
            return new Reply(bytes.toByteArray(), stays);
        }
    }

    /** Answers a request by its body. Blocking is an answer as well. */
    interface Script {
        Reply answer(byte[] body) throws Exception;
    }

    private final ServerSocket server;
    private final Map<Byte, Script> scripts = new ConcurrentHashMap<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final Map<Byte, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final AtomicInteger accepted = new AtomicInteger();

    Peer() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        on(Command.PING, body -> Reply.status(0));
        Thread.ofVirtual().start(this::accept);
    }

    Peer on(Command command, Script script) {
        scripts.put(command.code, script);
        return this;
    }

    /** A tracker that has these storages in one group and takes all for active. */
    static Peer tracker(long free, Peer... storages) throws IOException {
        return new Peer()
                .on(Command.LIST_GROUPS, body -> Reply.body(Arrays.copyOf(bytes("group1"), 113)))
                .on(Command.LIST_STORAGES, body -> {
                    var records = new ByteArrayOutputStream();
                    for (Peer storage : storages) {
                        records.writeBytes(storage.record(free));
                    }
                    return Reply.body(records.toByteArray());
                });
    }

    private byte[] record(long free) throws IOException {
        var record = new ByteArrayOutputStream();
        var out = new DataOutputStream(record);
        out.write(new byte[] {7, 6});
        out.write(Arrays.copyOf(bytes("n" + server.getLocalPort()), 16));
        out.write(Arrays.copyOf(bytes("127.0.0.1"), 16));
        out.write(new byte[16 + 8 + 16]);
        out.writeLong(1000);
        out.writeLong(free);
        out.write(new byte[40]);
        out.writeLong(server.getLocalPort());
        out.write(new byte[349]);
        return record.toByteArray();
    }

    Address address() {
        return new Address("127.0.0.1", server.getLocalPort());
    }

    /** How many connections were made. */
    int accepted() {
        return accepted.get();
    }

    int asked(Command command) {
        return asked.getOrDefault(command.code, new AtomicInteger()).get();
    }

    /** Ends all connections that are open, as a restart does. */
    void dropConnections() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void accept() {
        while (true) {
            try {
                Socket socket = server.accept();
                accepted.incrementAndGet();
                sockets.add(socket);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            boolean goesOn = true;
            while (goesOn) {
                byte[] body = new byte[Math.toIntExact(in.readLong())];
                byte command = in.readByte();
                in.readByte();
                in.readFully(body);
                asked.computeIfAbsent(command, _ -> new AtomicInteger()).incrementAndGet();
                Reply reply = scripts.get(command).answer(body);
                socket.getOutputStream().write(reply.bytes());
                goesOn = reply.stays();
            }
        } catch (Exception over) {
            // The other side has gone, or the test has ended.
        }
    }

    private static byte[] header(long length, int status) {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        try {
            out.writeLong(length);
            out.write(Command.ANSWER.code);
            out.write(status);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        server.close();
        dropConnections();
    }
}
