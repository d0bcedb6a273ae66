package dev.imago.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The head of a request that says nothing unusual: a GET or HEAD of HTTP/1.1 for a path, without a body, by a client that goes on with
 * its connection, in the strictest form of RFC 9112. What is not plain is not wrong: it is left to the HTTP library, which knows all of
 * HTTP. So nothing is ever refused here, and at the least doubt nothing is read. Immutable.
 */
final class PlainHead {
    private final byte[] bytes;
    private final String method;
    private final String path;
    private final Optional<String> query;
    private final String authority;
    private final int[] fields;
    private final int begin;
    private final int end;

    private PlainHead(PlainHeadReader read, String authority, int begin) {
        this.begin = begin;
        this.bytes = read.bytes();
        this.method = read.method();
        this.path = read.path();
        this.query = read.query();
        this.authority = authority;
        this.fields = read.fields();
        this.end = read.end();
    }

    /** Reads the head that begins there; nothing if it is not plain, or not all of it is there. The bytes must not change any more. */
    static Optional<PlainHead> read(byte[] bytes, int from) {
        PlainHeadReader reader = new PlainHeadReader(bytes, from);
        return reader.readsLine() && reader.readsFields()
                ? reader.authority().map(authority -> new PlainHead(reader, authority, from))
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

    /** In bytes. */
    int length() {
        return end - begin;
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

    static boolean isNamed(byte[] bytes, int start, int end, String name) {
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
}
