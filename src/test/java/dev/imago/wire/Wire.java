package dev.imago.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** How a test talks to a server: bytes of HTTP/1.1 as they are, or HTTP/2 in clear text by an independent client. */
enum Wire {
    HTTP_1 {
        @Override
        Reply send(URI server, String method, String target, String... fields) throws IOException {
            var request = new StringBuilder(method + ' ' + target + " HTTP/1.1\r\nConnection: close\r\n");
            if (List.of(fields).stream().noneMatch(field -> field.startsWith("Host:"))) {
                request.append("Host: ").append(server.getAuthority()).append("\r\n");
            }
            for (String field : fields) {
                request.append(field).append("\r\n");
            }
            try (Socket socket = connect(server)) {
                socket.getOutputStream().write(request.append("\r\n").toString().getBytes(ISO_8859_1));
                return parse(socket.getInputStream().readAllBytes());
            }
        }
    },
    HTTP_2 {
        @Override
        Reply send(URI server, String method, String target, String... fields) throws Exception {
            var request = HttpRequest.newBuilder(URI.create(server + target))
                    .timeout(Duration.ofSeconds(20))
                    .method(method, HttpRequest.BodyPublishers.noBody());
            for (String field : fields) {
                int colon = field.indexOf(':');
                request.header(
                        field.substring(0, colon), field.substring(colon + 1).strip());
            }
            Client.connect(server);
            HttpResponse<byte[]> response =
                    Client.SHARED.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.version() != HttpClient.Version.HTTP_2) {
                throw new AssertionError("not HTTP/2");
            }
            var lower = new TreeMap<String, List<String>>();
            response.headers().map().forEach((name, lines) -> lower.put(name.toLowerCase(Locale.ROOT), lines));
            lower.remove(":status");
            return new Reply(response.statusCode(), lower, response.body());
        }
    };

    private static final class Client {
        static final HttpClient SHARED =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

        private static final Set<URI> CONNECTED = ConcurrentHashMap.newKeySet();

        /**
         * Has a connection upgraded (h2c) by a request with a small answer. When the answer to the upgrading request itself is
         * longer than three frames, this client loses track of the frames in some 3 of 100 connections; a client that reads the
         * frames by hand finds them in order.
         */
        static void connect(URI server) throws Exception {
            if (CONNECTED.add(server)) {
                SHARED.send(
                        HttpRequest.newBuilder(server.resolve("/.none")).build(),
                        HttpResponse.BodyHandlers.discarding());
            }
        }
    }

    /** Sends a request; fields are such as {@code "Range: bytes=0-9"}. */
    abstract Reply send(URI server, String method, String target, String... fields) throws Exception;

    static Socket connect(URI server) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Reads one answer from a connection that stays open. */
    static Reply receive(Socket socket, boolean content) throws IOException {
        InputStream in = socket.getInputStream();
        var head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended within the header: " + head.toString(ISO_8859_1));
            }
            head.write(next);
        }
        Reply reply = parse(head.toByteArray());
        int length = content ? Integer.parseInt(reply.field("content-length").orElse("0")) : 0;
        return new Reply(reply.status(), reply.fields(), in.readNBytes(length));
    }

    private static Reply parse(byte[] all) {
        String text = new String(all, ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        List<String> lines = new ArrayList<>(List.of(text.substring(0, end).split("\r\n")));
        int status = Integer.parseInt(lines.removeFirst().split(" ")[1]);
        Map<String, List<String>> fields = new TreeMap<>();
        for (String line : lines) {
            int colon = line.indexOf(':');
            fields.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        return new Reply(status, fields, text.substring(end + 4).getBytes(ISO_8859_1));
    }
}
