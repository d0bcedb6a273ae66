package dev.imago.http.api;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What an endpoint answers. Immutable; the methods return changed copies. {@code Content-Type} and {@code Content-Length} follow
 * from the body unless the headers say otherwise.
 *
 * @param status of HTTP, 200 to 599
 */
public record Reply(int status, Headers headers, Body body) {
    /** The body of a reply. */
    public sealed interface Body {}

    /** No body, as for 204. */
    public record None() implements Body {}

    /** These bytes, which nobody changes any more. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Bytes(byte[] bytes) implements Body {}

    /** A value that {@link Json} writes. */
    public record Value(Object value) implements Body {}

    /** A body that is written while it is made. */
    public record Stream(Streaming writer) implements Body {}

    /** Writes a body of unknown length. Called on the endpoint's virtual thread after the headers are set. */
    @FunctionalInterface
    public interface Streaming {
        /**
         * Writes all of it. When this throws, the connection is aborted, so that the client cannot take the body for complete.
         */
        void writeTo(Sink sink) throws IOException;
    }

    /** Takes a streamed body. Writing blocks while the client reads slowly. */
    public interface Sink {
        /** Writes bytes that may stay in a buffer until it is full, flushed or the body ends. */
        void write(byte[] bytes) throws IOException;

        /** Writes a value as one JSON line and sends it. */
        default void line(Object value) throws IOException {
            write(Json.line(value));
            flush();
        }

        /**
         * Sends what is buffered.
         *
         * @throws ClientGone if the client has closed the connection
         */
        void flush() throws IOException;
    }

    /** The client closed the connection before the reply was complete. Nobody is to blame; it is not logged as an error. */
    public static final class ClientGone extends IOException {
        private static final long serialVersionUID = 1;

        public ClientGone(Throwable cause) {
            super("the client is gone", cause);
        }
    }

    public static Reply of(int status) {
        return new Reply(status, Headers.NONE, new None());
    }

    /** 204. */
    public static Reply noContent() {
        return of(204);
    }

    public static Reply json(int status, Object value) {
        return new Reply(status, Headers.of("Content-Type", "application/json"), new Value(value));
    }

    /** 200 with a JSON value. */
    public static Reply json(Object value) {
        return json(200, value);
    }

    /** UTF-8 text. */
    public static Reply text(int status, String text) {
        return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    public static Reply bytes(int status, String mediaType, byte[] bytes) {
        return new Reply(status, Headers.of("Content-Type", mediaType), new Bytes(bytes));
    }

    public static Reply stream(String mediaType, Streaming writer) {
        return new Reply(200, Headers.of("Content-Type", mediaType), new Stream(writer));
    }

    /** 200 with JSON values, a line each ({@code application/jsonl}). */
    public static Reply lines(Streaming writer) {
        return stream("application/jsonl", writer);
    }

    /** With one more header field. */
    public Reply with(String name, String value) {
        return new Reply(status, headers.with(name, value), body);
    }

    /** With all fields of that name replaced by one. */
    public Reply replacing(String name, String value) {
        return new Reply(status, headers.replacing(name, value), body);
    }
}
