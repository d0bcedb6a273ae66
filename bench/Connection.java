import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection that is kept, over which one request goes after the other. For answers with a Content-Length, as nginx and Imago give. */
final class Connection implements AutoCloseable {
    private final URI server;
    private final Socket socket = new Socket();
    private final InputStream in;

    Connection(URI server) throws IOException {
        this(server, "127.0.0.1");
    }

    /** @param from the address that it comes from, of 127/8 */
    Connection(URI server, String from) throws IOException {
        this.server = server;
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), 30_000);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(120_000);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** @param size of the body in bytes, which was read and thrown away */
    record Answer(int status, long size) {}

    Answer get(String path) throws IOException {
        return exchange("GET", path, new byte[0]);
    }

    /** @param fields lines of the header */
    Answer exchange(String method, String path, byte[] body, String... fields) throws IOException {
        begin(method, path, body.length, fields);
        socket.getOutputStream().write(body);
        return answer();
    }

    /** Sends the head of a request, whose body is to follow. */
    void begin(String method, String path, int length, String... fields) throws IOException {
        var head = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + server.getAuthority() + "\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        if (!method.equals("GET")) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] part) throws IOException {
        socket.getOutputStream().write(part);
    }

    Answer answer() throws IOException {
        String head = head();
        String lower = head.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("\r\ncontent-length:");
        long length = at < 0 ? 0 : Long.parseLong(lower.substring(at + 17, lower.indexOf('\r', at + 2)).strip());
        in.skipNBytes(length);
        return new Answer(Integer.parseInt(head.substring(9, 12)), length);
    }

    private String head() throws IOException {
        var head = new StringBuilder();
        while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server hung up");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
