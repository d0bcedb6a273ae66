package dev.imago.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.imago.http.Http2Client;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** How a test talks to a server: bytes of HTTP/1.1 as they are, or HTTP/2 in clear text. */
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
            var response = Client.SHARED.send(method, URI.create(server + target), fields);
            var lower = new TreeMap<String, List<String>>();
            for (var field : response.fields()) {
                lower.computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(field.getValue());
            }
            return new Reply(response.status(), lower, response.body());
        }
    };

    private static final class Client {
        static final Http2Client SHARED = Http2Client.lasting();
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
