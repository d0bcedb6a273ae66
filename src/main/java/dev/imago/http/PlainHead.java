package dev.imago.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The head of a request that says nothing unusual: a GET or HEAD of HTTP/1.1 for a path, without a body, by a client that goes on with
 * its connection, in the strictest form of RFC 9112. What is not plain is not wrong: it is left to the HTTP library, which knows all of
 * HTTP. So nothing is ever refused here, and at the least doubt nothing is read. Immutable.
 */
final class PlainHead {
    private static final int MOST_FIELDS = 64;

    private static final boolean[] TARGET =
            chars("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@%/;");
    private static final boolean[] NAME =
            chars("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");
    private static final boolean[] HOST = chars("abcdefghijklmnopqrstuvwxyz0123456789-.");

    private static final byte[] GET = ascii("GET ");
    private static final byte[] HEAD = ascii("HEAD ");
    private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");

    private final byte[] bytes;
    private final String method;
    private final String path;
    private final Optional<String> query;
    private final String authority;
    private final int[] fields;
    private final int end;

    private PlainHead(Reader read, String authority) {
        this.bytes = read.bytes;
        this.method = read.method;
        this.path = read.path;
        this.query = read.query;
        this.authority = authority;
        this.fields = read.fields;
        this.end = read.at;
    }

    /** Reads the head that begins there; nothing if it is not plain, or not all of it is there. The bytes must not change any more. */
    static Optional<PlainHead> read(byte[] bytes, int from) {
        Reader reader = new Reader(bytes, from);
        return reader.line() && reader.fields()
                ? reader.authority().map(authority -> new PlainHead(reader, authority))
                : Optional.empty();
    }

    String method() {
        return method;
    }

    /** As it was sent. */
    String path() {
        return path;
    }

    /** As it was sent. */
    Optional<String> query() {
        return query;
    }

    /** The Host field. */
    String authority() {
        return authority;
    }

    /** How many bytes path and query have together. */
    int targetLength() {
        return path.length() + query.map(text -> text.length() + 1).orElse(0);
    }

    /** Where in the bytes the next request begins. */
    int end() {
        return end;
    }

    /** A field's value, its lines joined by commas (RFC 9110 §5.3); the case of names does not matter. */
    Optional<String> header(String name) {
        Optional<String> joined = Optional.empty();
        for (int i = 0; i < fields.length; i += 3) {
            if (isNamed(bytes, fields[i], fields[i + 1], name)) {
                int start = fields[i + 1] + 1;
                String value = new String(bytes, start, fields[i + 2] - start, StandardCharsets.US_ASCII).strip();
                joined = Optional.of(joined.map(before -> before + ", " + value).orElse(value));
            }
        }
        return joined;
    }

    private static boolean isNamed(byte[] bytes, int start, int end, String name) {
        if (end - start != name.length()) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (bytes[start + i] != name.charAt(i) && lower(bytes[start + i]) != lower(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int lower(int character) {
        return character >= 'A' && character <= 'Z' ? character | 0x20 : character;
    }

    private static boolean[] chars(String which) {
        boolean[] table = new boolean[128];
        which.chars().forEach(c -> table[c] = true);
        return table;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Goes over the bytes once. */
    private static final class Reader {
        private final byte[] bytes;
        private int at;
        private String method = "";
        private String path = "";
        private Optional<String> query = Optional.empty();

        /** Of each field where its name begins, where its colon is, and where its line ends. */
        private int[] fields = new int[3 * 12];

        Reader(byte[] bytes, int from) {
            this.bytes = bytes;
            this.at = from;
        }

        boolean line() {
            if (skip(GET)) {
                method = "GET";
            } else if (skip(HEAD)) {
                method = "HEAD";
            } else {
                return false;
            }
            int start = at;
            path = run(TARGET);
            if (!path.startsWith("/") || path.startsWith("//")) {
                return false;
            }
            if (at < bytes.length && bytes[at] == '?') {
                at++;
                query = Optional.of(run(TARGET)).filter(text -> !text.isEmpty());
                if (query.isEmpty()) {
                    return false;
                }
            }
            return at > start && skip(VERSION);
        }

        /** Reads to the empty line at the end. */
        boolean fields() {
            int count = 0;
            while (at < bytes.length && bytes[at] != '\r') {
                int start = at;
                passOver(NAME);
                int colon = at;
                if (colon == start || colon >= bytes.length || bytes[colon] != ':' || count == 3 * MOST_FIELDS) {
                    return false;
                }
                int lineEnd = endOfLine();
                if (lineEnd < 0 || concernsMore(start, colon, lineEnd)) {
                    return false;
                }
                if (count == fields.length) {
                    fields = Arrays.copyOf(fields, 2 * count);
                }
                fields[count] = start;
                fields[count + 1] = colon;
                fields[count + 2] = lineEnd;
                count += 3;
                at = lineEnd + 2;
            }
            fields = Arrays.copyOf(fields, count);
            return lineBreakAt(at) && (at += 2) > 0;
        }

        /** Whether a field is about a body, or about the connection: all of that is the HTTP library's. */
        private boolean concernsMore(int start, int colon, int lineEnd) {
            return switch (colon - start) {
                case 2 -> isNamed(bytes, start, colon, "te");
                case 6 -> isNamed(bytes, start, colon, "expect");
                case 7 -> isNamed(bytes, start, colon, "upgrade") || isNamed(bytes, start, colon, "trailer");
                case 10 -> isNamed(bytes, start, colon, "connection") && !keepsAlive(colon + 1, lineEnd);
                case 14 ->
                    isNamed(bytes, start, colon, "content-length") || isNamed(bytes, start, colon, "http2-settings");
                case 17 -> isNamed(bytes, start, colon, "transfer-encoding");
                default -> false;
            };
        }

        private boolean keepsAlive(int from, int to) {
            return new String(bytes, from, to - from, StandardCharsets.US_ASCII)
                    .strip()
                    .equalsIgnoreCase("keep-alive");
        }

        /** The one Host field, if it is a name in lower case or an IPv4 address, with or without a port. */
        Optional<String> authority() {
            Optional<String> host = Optional.empty();
            for (int i = 0; i < fields.length; i += 3) {
                if (isNamed(bytes, fields[i], fields[i + 1], "host")) {
                    if (host.isPresent()) {
                        return Optional.empty();
                    }
                    int start = fields[i + 1] + 1;
                    host = Optional.of(
                            new String(bytes, start, fields[i + 2] - start, StandardCharsets.US_ASCII).strip());
                }
            }
            return host.filter(Reader::isHost);
        }

        private static boolean isHost(String host) {
            int colon = host.indexOf(':');
            int nameEnd = colon < 0 ? host.length() : colon;
            for (int i = 0; i < nameEnd; i++) {
                if (!HOST[host.charAt(i)]) {
                    return false;
                }
            }
            return nameEnd > 0 && (colon < 0 || isPort(host, colon + 1));
        }

        /** But for those that a scheme has by default, which say nothing. */
        private static boolean isPort(String host, int from) {
            int digits = host.length() - from;
            if (digits < 1 || digits > 5 || host.charAt(from) == '0') {
                return false;
            }
            int port = 0;
            for (int i = from; i < host.length(); i++) {
                char digit = host.charAt(i);
                if (digit < '0' || digit > '9') {
                    return false;
                }
                port = 10 * port + digit - '0';
            }
            return port < 1 << 16 && port != 80 && port != 443;
        }

        private boolean skip(byte[] expected) {
            int next = at + expected.length;
            if (next > bytes.length || !Arrays.equals(bytes, at, next, expected, 0, expected.length)) {
                return false;
            }
            at = next;
            return true;
        }

        private String run(boolean[] allowed) {
            int start = at;
            passOver(allowed);
            return new String(bytes, start, at - start, StandardCharsets.US_ASCII);
        }

        private void passOver(boolean[] allowed) {
            int i = at;
            while (i < bytes.length && bytes[i] >= 0 && allowed[bytes[i]]) {
                i++;
            }
            at = i;
        }

        /** Where the line ends, if it holds nothing but what can be seen, blanks and tabs. */
        private int endOfLine() {
            int i = at;
            while (i < bytes.length && ((bytes[i] >= ' ' && bytes[i] < 0x7F) || bytes[i] == '\t')) {
                i++;
            }
            return lineBreakAt(i) ? i : -1;
        }

        private boolean lineBreakAt(int index) {
            return index + 1 < bytes.length && bytes[index] == '\r' && bytes[index + 1] == '\n';
        }
    }
}
