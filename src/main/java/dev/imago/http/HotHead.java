package dev.imago.http;

import dev.imago.delivery.Answer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.BufferUtil;

/** The head of an answer from memory, as HTTP/1.1 has it. */
final class HotHead {
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\n");
    private static final byte[] PARTIAL_CONTENT = ascii("HTTP/1.1 206 Partial Content\r\n");
    private static final byte[] NOT_MODIFIED = ascii("HTTP/1.1 304 Not Modified\r\n");

    /** Room for the Date field. */
    private static final int DATE = 64;

    private HotHead() {}

    /** Whether there is a head for this status. */
    static boolean has(int status) {
        return status == 200 || status == 206 || status == 304;
    }

    /** In a buffer that is to be released. */
    static RetainableByteBuffer of(Answer answer, HttpField date, ByteBufferPool pool) {
        byte[] status = switch (answer.status()) {
            case 200 -> OK;
            case 206 -> PARTIAL_CONTENT;
            case 304 -> NOT_MODIFIED;
            default -> throw new IllegalArgumentException("no head for " + answer.status());
        };
        byte[] fields = EncodedFields.of(answer.headers()).bytes();
        RetainableByteBuffer head = pool.acquire(status.length + DATE + fields.length, true);
        ByteBuffer buffer = head.getByteBuffer();
        BufferUtil.flipToFill(buffer);
        buffer.put(status);
        HttpGenerator.putTo(date, buffer);
        buffer.put(fields);
        BufferUtil.flipToFlush(buffer, 0);
        return head;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
