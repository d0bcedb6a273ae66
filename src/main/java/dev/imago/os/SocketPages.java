package dev.imago.os;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a socket pages of a file (sendfile(2)) behind bytes of a head, in the same packet (send(2) with MSG_MORE), which the JDK does
 * not offer: {@code FileChannel.transferTo} sends the head in one of its own. Thread-safe.
 */
public final class SocketPages {
    private static final Logger LOG = LoggerFactory.getLogger(SocketPages.class);

    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_MORE = 0x8000;

    private static final Optional<SocketPages> ONE = make();

    /** Where sendfile reads at which place of the file it is to begin. */
    private static final ThreadLocal<MemorySegment> PLACE =
            ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(ValueLayout.JAVA_LONG));

    private final NativeFunction send = NativeFunction.named("send");
    private final NativeFunction sendfile = NativeFunction.named("sendfile");
    private final ChannelDescriptor descriptor;

    private SocketPages(ChannelDescriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** Nothing where it is not possible: the JVM was started without what {@link ChannelDescriptor} needs, or this is not Linux. */
    public static Optional<SocketPages> ofProcess() {
        return ONE;
    }

    private static Optional<SocketPages> make() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        try {
            Optional<SocketPages> found = ChannelDescriptor.find().map(SocketPages::new);
            if (found.isEmpty()) {
                LOG.info("Hot images are copied to sockets: the JVM does not say which descriptor a channel has");
            }
            return found;
        } catch (RuntimeException | LinkageError noNativeCalls) {
            LOG.info("Hot images are copied to sockets: {}", noNativeCalls.toString());
            return Optional.empty();
        }
    }

    /**
     * Sends what the socket takes at once, and moves the positions of head and body behind that. What is left is to be written to the
     * channel, by which its errors are met as well.
     *
     * @param channel not blocking, and nobody else writes to it
     * @param head outside the heap
     * @param body the same bytes as at the pages
     * @param pages where the body's position is
     */
    public void send(SocketChannel channel, ByteBuffer head, ByteBuffer body, Pages pages) {
        int socket;
        try {
            socket = descriptor.hold(channel);
        } catch (ClosedChannelException closed) {
            return; // is met when it is written to
        }
        try {
            if (sendHead(socket, head)) {
                sendBody(socket, body, pages);
            }
        } finally {
            descriptor.release(channel);
            Reference.reachabilityFence(pages.holder());
            Reference.reachabilityFence(head);
        }
    }

    private boolean sendHead(int socket, ByteBuffer head) {
        long sent =
                send.result(socket, MemorySegment.ofBuffer(head).address(), head.remaining(), MSG_MORE | MSG_NOSIGNAL);
        advance(head, sent);
        return !head.hasRemaining();
    }

    private void sendBody(int socket, ByteBuffer body, Pages pages) {
        MemorySegment place = PLACE.get();
        place.set(ValueLayout.JAVA_LONG, 0, pages.at());
        long sent = sendfile.result(socket, pages.file(), place.address(), body.remaining());
        advance(body, sent);
    }

    private static void advance(ByteBuffer buffer, long sent) {
        if (sent > 0) {
            buffer.position(buffer.position() + (int) sent);
        }
    }
}
