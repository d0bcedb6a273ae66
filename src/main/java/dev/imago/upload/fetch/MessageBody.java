package dev.imago.upload.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.util.OptionalLong;

/** The body of an HTTP/1.1 answer (RFC 9112 §6): in chunks, of a stated length, or up to the end of the connection. */
public final class MessageBody extends InputStream {
    private static final long UNTIL_CLOSE = -1;

    private final InputStream in;
    private final boolean chunked;
    private long left;
    private boolean ended;

    private MessageBody(InputStream in, boolean chunked, long left) {
        this.in = in;
        this.chunked = chunked;
        this.left = left;
    }

    /** The body of an answer to GET, which follows its head. */
    public static MessageBody of(Head head, InputStream in) throws IOException {
        if (head.field("transfer-encoding").isPresent()) {
            if (!head.field("transfer-encoding").get().equalsIgnoreCase("chunked")) {
                throw new ProtocolException("an unknown transfer coding");
            }
            return new MessageBody(in, true, 0);
        }
        OptionalLong length = length(head);
        return new MessageBody(in, false, length.orElse(UNTIL_CLOSE));
    }

    /** The stated length; empty if none is. */
    public static OptionalLong length(Head head) throws IOException {
        if (head.field("content-length").isEmpty()) {
            return OptionalLong.empty();
        }
        String text = head.field("content-length").get();
        if (!text.matches("[0-9]{1,18}")) {
            throw new ProtocolException("an impossible Content-Length");
        }
        return OptionalLong.of(Long.parseLong(text));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left == 0 && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int most = left == UNTIL_CLOSE ? length : (int) Math.min(length, left);
        int count = in.read(target, offset, most);
        if (count < 0) {
            if (left != UNTIL_CLOSE) {
                throw new ProtocolException("the answer ends early");
            }
            ended = true;
        } else if (left != UNTIL_CLOSE) {
            left -= count;
            if (left == 0 && chunked && !Head.line(in, new int[] {2}).isEmpty()) {
                throw new ProtocolException("a chunk is longer than it says");
            }
        }
        return count;
    }

    private void nextChunk() throws IOException {
        if (!chunked) {
            ended = true;
            return;
        }
        String size = Head.line(in, new int[] {1024}).split(";", 2)[0].strip();
        if (!size.matches("[0-9A-Fa-f]{1,15}")) {
            throw new ProtocolException("a chunk without its length");
        }
        left = Long.parseLong(size, 16);
        ended = left == 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
