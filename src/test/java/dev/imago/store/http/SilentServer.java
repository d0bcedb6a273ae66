package dev.imago.store.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A peer that takes connections and requests, and says nothing, or only what it is told to say before it falls silent. */
public final class SilentServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final String says;
    private final boolean hangsUp;
    private final Thread accepting = Thread.ofVirtual().unstarted(this::accept);

    public SilentServer() throws IOException {
        this("", false);
    }

    /**
     * @param says to each request
     * @param hangsUp whether it then closes the connection
     */
    public SilentServer(String says, boolean hangsUp) throws IOException {
        this.says = says;
        this.hangsUp = hangsUp;
        accepting.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    /** How many have connected so far. */
    public int connections() {
        return connections.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                Thread.ofVirtual().start(() -> answer(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket socket) {
        try {
            InputStream in = socket.getInputStream();
            int ends = 0;
            for (int next = in.read(); next >= 0 && ends < 4; next = ends < 4 ? in.read() : 0) {
                ends = next == '\r' || next == '\n' ? ends + 1 : 0;
            }
            socket.getOutputStream().write(says.getBytes(StandardCharsets.ISO_8859_1));
            if (hangsUp) {
                socket.close();
            }
        } catch (IOException gone) {
            // It says nothing more.
        }
    }

    /** Nobody can connect any more when it returns: the port lives on until who accepts has noticed that it is closed. */
    @Override
    public void close() throws IOException {
        server.close();
        try {
            accepting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
