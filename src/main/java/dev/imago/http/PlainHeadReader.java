package dev.imago.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Goes over the bytes of a {@link PlainHead} once. Used by one thread. */
final class PlainHeadReader {
    private static final int MOST_FIELDS = 64;

    private static final boolean[] TARGET =
            chars("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,=:@%/;");
    private static final boolean[] NAME =
            chars("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");
    private static final boolean[] HOST = chars("abcdefghijklmnopqrstuvwxyz0123456789-.");

    private static final byte[] GET = ascii("GET ");
    private static final byte[] HEAD = ascii("HEAD ");
    private static final byte[] VERSION = ascii(" HTTP/1.1\r\n");
    private static final byte[] LINE_BREAK = ascii("\r\n");

    private final byte[] bytes;
    private int at;
    private String method = "";
    private String path = "";
    private Optional<String> query = Optional.empty();

    /** Of each field where its name begins, where its colon is, and where its line ends. */
    private int[] fields = new int[3 * 12];

    PlainHeadReader(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    boolean readsLine() {
        if (skip(GET)) {
            method = "GET";
        } else if (skip(HEAD)) {
            method = "HEAD";
        } else {
            return false;
        }
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
        return skip(VERSION);
    }

    /** Reads to the empty line at the end. */
    boolean readsFields() {
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
        return skip(LINE_BREAK);
    }

    /** Whether a field is about a body, or about the connection: all of that is the HTTP library's. */
    private boolean concernsMore(int start, int colon, int lineEnd) {
        return switch (colon - start) {
            case 2 -> PlainHead.isNamed(bytes, start, colon, "te");
            case 6 -> PlainHead.isNamed(bytes, start, colon, "expect");
            case 7 ->
                PlainHead.isNamed(bytes, start, colon, "upgrade") || PlainHead.isNamed(bytes, start, colon, "trailer");
            case 10 -> PlainHead.isNamed(bytes, start, colon, "connection") && !keepsAlive(colon + 1, lineEnd);
            case 14 ->
                PlainHead.isNamed(bytes, start, colon, "content-length")
                        || PlainHead.isNamed(bytes, start, colon, "http2-settings");
            case 17 -> PlainHead.isNamed(bytes, start, colon, "transfer-encoding");
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
            if (PlainHead.isNamed(bytes, fields[i], fields[i + 1], "host")) {
                if (host.isPresent()) {
                    return Optional.empty();
                }
                int start = fields[i + 1] + 1;
                host = Optional.of(new String(bytes, start, fields[i + 2] - start, StandardCharsets.US_ASCII).strip());
            }
        }
        return host.filter(PlainHeadReader::isHost);
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

    byte[] bytes() {
        return bytes;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    Optional<String> query() {
        return query;
    }

    /** Of each field where its name begins, where its colon is, and where its line ends. */
    int[] fields() {
        return fields;
    }

    /** Where the head ends. */
    int end() {
        return at;
    }

    private static boolean[] chars(String which) {
        boolean[] table = new boolean[128];
        which.chars().forEach(c -> table[c] = true);
        return table;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
