package dev.imago.openapi;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.LockSupport;

/** What takes too long for the server. */
final class ImpatientCalls {
    private final CheckedApi api;

    ImpatientCalls(CheckedApi api) {
        this.api = api;
    }

    void run() throws Exception {
        slowBody();
        silentHost();
    }

    /** A byte now and then, until the server has enough. */
    private void slowBody() throws Exception {
        Ask slow = Ask.of("PUT", "/v1/images/slow.png").with("Content-Length", "1000");
        try (Socket socket = api.begin(slow)) {
            for (int i = 0; i < 200 && socket.getInputStream().available() == 0; i++) {
                socket.getOutputStream().write(0);
                LockSupport.parkNanos(50_000_000);
            }
            api.read(slow, socket);
        }
    }

    private void silentHost() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            api.call(
                    504,
                    Ask.of("POST", "/v1/images:fetch")
                            .json("{\"url\": \"http://127.0.0.1:" + silent.getLocalPort()
                                    + "/\", \"key\": \"a.png\"}"));
        }
    }
}
