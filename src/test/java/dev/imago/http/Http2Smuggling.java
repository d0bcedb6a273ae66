package dev.imago.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What somebody sends over HTTP/2 who hopes that a proxy writes it down in HTTP/1.1 as more than one request (RFC 9113 §10.3): one
 * stream of a connection, after the preface.
 */
record Http2Smuggling(String name, byte[] bytes) {
    private static final int DATA = 0;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final String PREFIX = "GET " + Smuggling.HIDDEN + " HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String BODY = "0\r\n\r\n" + PREFIX;
    private static final String INJECTED = "\r\n\r\nGET " + Smuggling.HIDDEN + " HTTP/1.1\r\nHost: x\r\nA: b";

    static List<Http2Smuggling> all() {
        List<Http2Smuggling> all = new ArrayList<>();
        for (String[] fields : bodies()) {
            add(all, BODY, with(start("POST", "http", "/in", "x"), fields));
        }
        for (String[] fields : injections()) {
            add(all, "", with(start("GET", "http", "/in", "x"), fields));
            add(all, PREFIX, with(start("POST", "http", "/in", "x"), fields));
        }
        for (String[] fields : starts()) {
            add(all, "", fields);
        }
        trailers(all);
        return all;
    }

    private static List<String[]> bodies() {
        return List.of(
                new String[] {"content-length", "0"},
                new String[] {"content-length", "4"},
                new String[] {"content-length", "4000"},
                new String[] {"content-length", "+" + BODY.length()},
                new String[] {"content-length", "0, " + BODY.length()},
                new String[] {"content-length", "0", "content-length", "" + BODY.length()},
                new String[] {"transfer-encoding", "chunked"},
                new String[] {"content-length", "" + BODY.length(), "transfer-encoding", "chunked"},
                new String[] {"Transfer-Encoding", "chunked"},
                new String[] {"transfer-encoding", "chunked\0"},
                new String[] {"transfer_encoding", "chunked"},
                new String[] {"te", "chunked"},
                new String[] {"expect", "100-continue"});
    }

    private static List<String[]> injections() {
        return List.of(
                new String[] {"a", "b\r\nTransfer-Encoding: chunked"},
                new String[] {"a", "b\nContent-Length: " + PREFIX.length()},
                new String[] {"a", "b\rContent-Length: " + PREFIX.length()},
                new String[] {"a", "b" + INJECTED},
                new String[] {"a", "b\0"},
                new String[] {"a: b\r\nTransfer-Encoding", "chunked"},
                new String[] {"transfer-encoding: chunked\r\na", "b"},
                new String[] {"a" + INJECTED, "b"},
                new String[] {"a:", "b"},
                new String[] {" a", "b"},
                new String[] {"a b", "c"},
                new String[] {"", "b"},
                new String[] {"A", "b"},
                new String[] {"connection", "transfer-encoding"},
                new String[] {"connection", "content-length"},
                new String[] {"upgrade", "h2c", "connection", "upgrade"},
                new String[] {"proxy-connection", "keep-alive"},
                new String[] {"host", "y"},
                new String[] {"host", "x", "host", "y"},
                new String[] {":path", Smuggling.HIDDEN},
                new String[] {"a", "b", ":path", Smuggling.HIDDEN},
                new String[] {":status", "200"},
                new String[] {":strange", "1"});
    }

    private static List<String[]> starts() {
        return List.of(
                start("GET", "http", "/in HTTP/1.1" + INJECTED, "x"),
                start("GET", "http", "/in x", "x"),
                start("GET", "http", "/in\r\n", "x"),
                start("GET", "http", "/in#" + Smuggling.HIDDEN, "x"),
                start("GET", "http", "", "x"),
                start("GET", "http", "in", "x"),
                start("GET", "http", "*", "x"),
                start("GET", "http", "http://y" + Smuggling.HIDDEN, "x"),
                start("GET " + Smuggling.HIDDEN + " HTTP/1.1\r\nHost: x\r\n\r\nGET", "http", "/in", "x"),
                start("GET " + Smuggling.HIDDEN, "http", "/in", "x"),
                start("", "http", "/in", "x"),
                start("get", "http", "/in", "x"),
                start("CONNECT", "http", "/in", "x"),
                start("GET", "http://y" + Smuggling.HIDDEN + "?", "/in", "x"),
                start("GET", "http\r\n", "/in", "x"),
                start("GET", "http", "/in", "x" + INJECTED),
                start("GET", "http", "/in", "x/.."),
                start("GET", "http", "/in", "y@x"),
                start("GET", "http", "/in", "x y"),
                start("GET", "http", "/in", ""),
                new String[] {":method", "GET", ":scheme", "http", ":path", "/in"},
                new String[] {":method", "GET", ":scheme", "http", ":authority", "x"},
                new String[] {":method", "GET", ":path", "/in", ":authority", "x"},
                new String[] {":scheme", "http", ":path", "/in", ":authority", "x"},
                with(start("GET", "http", "/in", "x"), ":authority", "y"),
                with(start("CONNECT", "http", "/in", "x"), ":protocol", "websocket"));
    }

    private static void trailers(List<Http2Smuggling> all) {
        for (String[] fields : List.of(
                new String[] {":path", Smuggling.HIDDEN},
                new String[] {"content-length", "0"},
                new String[] {"transfer-encoding", "chunked"},
                new String[] {"a", "b" + INJECTED})) {
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes(headers(0, start("POST", "http", "/in", "x")));
            bytes.writeBytes(Http2Frames.frame(DATA, 0, 1, latin1(PREFIX)));
            bytes.writeBytes(headers(END_STREAM, fields));
            all.add(new Http2Smuggling("trailers " + Arrays.toString(fields), begun(bytes.toByteArray())));
        }
    }

    private static void add(List<Http2Smuggling> all, String body, String... fields) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(headers(body.isEmpty() ? END_STREAM : 0, fields));
        if (!body.isEmpty()) {
            bytes.writeBytes(Http2Frames.frame(DATA, END_STREAM, 1, latin1(body)));
        }
        all.add(new Http2Smuggling(Arrays.toString(fields), begun(bytes.toByteArray())));
    }

    private static byte[] begun(byte[] frames) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Http2Frames.PREFACE);
        bytes.writeBytes(Http2Frames.settings(Map.of()));
        bytes.writeBytes(frames);
        return bytes.toByteArray();
    }

    private static byte[] headers(int end, String... fields) {
        return Http2Frames.frame(Http2Frames.HEADERS, END_HEADERS | end, 1, Http2Frames.fields(fields));
    }

    private static String[] start(String method, String scheme, String path, String authority) {
        return new String[] {":method", method, ":scheme", scheme, ":path", path, ":authority", authority};
    }

    private static String[] with(String[] fields, String... more) {
        return Stream.concat(Arrays.stream(fields), Arrays.stream(more)).toArray(String[]::new);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return name.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }
}
