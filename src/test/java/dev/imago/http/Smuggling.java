package dev.imago.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What somebody sends who wants two servers to disagree where a request ends (RFC 9112 §11.2): the bytes of one connection. Whoever
 * reads them wrongly sees a request for {@value #HIDDEN}, or has one wait for the next who uses the connection.
 */
record Smuggling(String name, byte[] bytes) {
    static final String HIDDEN = "/smuggled";

    private static final String PREFIX = "GET " + HIDDEN + " HTTP/1.1\r\nHost: x\r\n\r\n";
    private static final String LAST_CHUNK = "0\r\n\r\n";
    private static final String BODY = LAST_CHUNK + PREFIX;
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    /** Each is a whole connection's worth. */
    static List<Smuggling> all() {
        List<Smuggling> all = new ArrayList<>();
        lengths(all);
        codings(all);
        lines(all);
        chunks(all);
        targets(all);
        hops(all);
        return all;
    }

    private static void lengths(List<Smuggling> all) {
        int length = PREFIX.length();
        for (String values : List.of(
                "0\r\nContent-Length: " + length,
                length + "\r\nContent-Length: 0",
                length + "\r\nContent-Length: " + length,
                "0, " + length,
                length + ", " + length,
                "+" + length,
                "-" + length,
                "0x" + Integer.toHexString(length),
                length + ".0",
                length + "e0",
                "00" + length,
                length + " 0",
                "\"" + length + "\"",
                "",
                "18446744073709551616",
                "9223372036854775808",
                "4294967296")) {
            add(all, "length " + values, post("Content-Length: " + values + "\r\n", PREFIX));
        }
        add(all, "no length", post("", PREFIX));
        add(all, "length of a GET", "GET /in HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n" + PREFIX);
        add(all, "length of a HEAD", "HEAD /in HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n" + PREFIX);
        add(
                all,
                "length behind an expectation",
                post("Expect: 100-continue\r\nContent-Length: " + length + "\r\n", PREFIX));
    }

    private static void codings(List<Smuggling> all) {
        String length = "Content-Length: " + BODY.length() + "\r\n";
        String chunk = Integer.toHexString(PREFIX.length()) + "\r\n" + PREFIX + "\r\n" + LAST_CHUNK;
        add(all, "CL.TE", post(length + CHUNKED, BODY));
        add(all, "TE.CL", post("Content-Length: 4\r\n" + CHUNKED, chunk));
        add(all, "TE.CL, the other way round", post(CHUNKED + "Content-Length: 4\r\n", chunk));
        for (String coding : List.of(
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding : chunked",
                "Transfer-Encoding:\tchunked",
                "Transfer-Encoding:\u000Bchunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
                "Transfer-Encoding: x\r\nTransfer-Encoding: chunked",
                "Transfer-Encoding: chunked, identity",
                "Transfer-Encoding: identity, chunked",
                "Transfer-Encoding: chunked, chunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked;a=b",
                "Transfer-Encoding: \"chunked\"",
                "Transfer-Encoding: 'chunked'",
                "Transfer-Encoding: chun\0ked",
                "Transfer-Encoding: chunked\0",
                "Transfer-Encoding: CHUNKED",
                "Transfer-Encoding:",
                "Transfer-Encoding\r\n: chunked",
                "Transfer-Encoding:\r\n chunked",
                " Transfer-Encoding: chunked",
                "A: b\r\n Transfer-Encoding: chunked",
                "A: b\rTransfer-Encoding: chunked",
                "A: b\nTransfer-Encoding: chunked",
                "transfer_encoding: chunked",
                "\u00FFTransfer-Encoding: chunked",
                "TE: chunked")) {
            add(all, "coding " + coding, post(length + coding + "\r\n", BODY));
            add(all, "only coding " + coding, post(coding + "\r\n", BODY));
        }
        add(all, "chunks of HTTP/1.0", post(length + CHUNKED, BODY).replace("HTTP/1.1", "HTTP/1.0"));
    }

    private static void lines(List<Smuggling> all) {
        String length = "Content-Length: " + PREFIX.length();
        for (String field : List.of(
                "A: b\r\n " + length,
                "A: b\r\n\t" + length,
                "A: b\n" + length,
                "A: b\r" + length,
                "A: b\r\r\n" + length,
                "A: b\0\r\n" + length,
                "A\0: b\r\n" + length,
                "Content-Length : " + PREFIX.length(),
                "Content-Length\t: " + PREFIX.length(),
                "Content-Length:\r\n " + PREFIX.length(),
                "Content_Length: " + PREFIX.length(),
                "Content-Length\u00A0: " + PREFIX.length(),
                ": b\r\n" + length,
                "no colon\r\n" + length)) {
            add(all, "line " + field, post(field + "\r\n", PREFIX));
        }
        add(all, "folded first line", "GET /in\r\n HTTP/1.1\r\nHost: x\r\n\r\n" + PREFIX);
        add(all, "line feeds alone", "POST /in HTTP/1.1\nHost: x\n" + length + "\n\n" + PREFIX);
        add(all, "blank lines before", "\r\n\r\n" + post(length + "\r\n", PREFIX));
        add(all, "a blank before", " " + post(length + "\r\n", PREFIX));
        add(all, "an end of the header by line feeds", "POST /in HTTP/1.1\r\nHost: x\r\nA: b\n\n" + PREFIX);
    }

    private static void chunks(List<Smuggling> all) {
        String hidden = PREFIX + "\r\n" + LAST_CHUNK;
        for (String chunks : List.of(
                "5;a=b\r\nhello\r\n" + BODY,
                "5;a=\"\r\n\"\r\nhello\r\n" + BODY,
                "5;a\nb\r\nhello\r\n" + BODY,
                "5;a\rb\r\nhello\r\n" + BODY,
                "5 ;a\r\nhello\r\n" + BODY,
                "5\nhello\n0\n\n" + PREFIX,
                "5\rhello\r0\r\r" + PREFIX,
                "5\r\nhelloXX" + BODY,
                "5\r\nhello" + BODY,
                "0x5\r\nhello\r\n" + BODY,
                "+5\r\nhello\r\n" + BODY,
                "-5\r\nhello\r\n" + BODY,
                "5_\r\nhello\r\n" + BODY,
                "000000000000000000000005\r\nhello\r\n" + BODY,
                "10000000000000005\r\nhello\r\n" + BODY,
                "fffffffffffffffb\r\nhello\r\n" + hidden,
                "7fffffffffffffff\r\nhello\r\n" + hidden,
                "100000000\r\n" + hidden,
                "\r\n" + hidden,
                "\0\r\n" + hidden,
                "0\r\nContent-Length: " + PREFIX.length() + "\r\n\r\n" + PREFIX,
                "0\r\nHost: y\r\n\r\n" + PREFIX,
                "0\r\n A: b\r\n\r\n" + PREFIX,
                "0\r\n" + PREFIX,
                "0\n\n" + PREFIX,
                "0\r\n\n" + PREFIX)) {
            add(all, "chunks " + chunks.substring(0, Math.min(24, chunks.length())), post(CHUNKED, chunks));
        }
    }

    private static void targets(List<Smuggling> all) {
        for (String start : List.of(
                "GET /in HTTP/1.1\r\nHost: x\r\nHost: y",
                "GET /in HTTP/1.1\r\nHost: x, y",
                "GET /in HTTP/1.1\r\nHost: x y",
                "GET /in HTTP/1.1\r\nHost: x/../y",
                "GET /in HTTP/1.1\r\nHost: x@y",
                "GET /in HTTP/1.1\r\nHost:",
                "GET /in HTTP/1.1\r\nA: b",
                "GET http://y/in HTTP/1.1\r\nHost: x",
                "GET http://y@x/in HTTP/1.1\r\nHost: x",
                "GET //y/in HTTP/1.1\r\nHost: x",
                "GET /in HTTP/1.1 x\r\nHost: x",
                "GET /in x HTTP/1.1\r\nHost: x",
                "GET  /in HTTP/1.1\r\nHost: x",
                "GET\t/in\tHTTP/1.1\r\nHost: x",
                "GET /in http/1.1\r\nHost: x",
                "GET /in HTTP/1.2\r\nHost: x",
                "GET /in HTTP/2.0\r\nHost: x",
                "GET /in HTTP/01.1\r\nHost: x",
                "GET /in\0 HTTP/1.1\r\nHost: x",
                "GET /in#" + HIDDEN + " HTTP/1.1\r\nHost: x",
                "G\u00A0T /in HTTP/1.1\r\nHost: x",
                "CONNECT y:80 HTTP/1.1\r\nHost: y:80",
                "GET /in")) {
            add(all, "start " + start, start + "\r\n\r\n" + PREFIX);
            String withBody = start.replace("GET", "POST") + "\r\nContent-Length: " + PREFIX.length();
            add(all, "start, with a body, " + start, withBody + "\r\n\r\n" + PREFIX);
        }
    }

    private static void hops(List<Smuggling> all) {
        String length = "Content-Length: " + PREFIX.length() + "\r\n";
        add(all, "a length that is said to be of the hop", post("Connection: Content-Length\r\n" + length, PREFIX));
        add(all, "a coding that is said to be of the hop", post("Connection: Transfer-Encoding\r\n" + CHUNKED, BODY));
        add(all, "a host that is said to be of the hop", post("Connection: Host\r\n" + length, PREFIX));
        String upgrade = "GET /in HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: %s\r\n"
                + "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n\r\n";
        add(all, "an upgrade to HTTP/2", upgrade.formatted("h2c") + "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        add(all, "an upgrade to WebSocket", upgrade.formatted("websocket") + PREFIX);
        add(all, "an upgrade with a length", post("Connection: Upgrade\r\nUpgrade: h2c\r\n" + length, PREFIX));
    }

    private static String post(String fields, String body) {
        return "POST /in HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n" + body;
    }

    private static void add(List<Smuggling> all, String name, String text) {
        all.add(new Smuggling(name, text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @Override
    public String toString() {
        return name.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }
}
