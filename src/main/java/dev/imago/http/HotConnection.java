package dev.imago.http;

import dev.imago.os.Pages;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.util.Callback;

/**
 * A connection of HTTP/1.1 on which plain requests for what is in memory are read and answered without the HTTP library's machinery:
 * its objects cost more than all that is decided about such a request. Whatever is not plain, not in memory, or not to be answered
 * with 200, 206 or 304, is handed to the library with the very bytes that came, and so is all that follows until that is answered.
 */
final class HotConnection extends SerialConnection {
    private final HotAnswers answers;
    private final Visit visit;
    private final InetAddress peer;
    private final Optional<PageWriter> pageWriter;
    private final Callback arrival = new Arrival();

    /** Whether bytes were handed over of which the library has made no request yet: line breaks before one, say. */
    private boolean handedOver;

    /** Whether the library has met what is not HTTP. It closes the connection when it has said so, and reads no more. */
    private volatile boolean refused;

    HotConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint, HotAnswers answers) {
        super(configuration, connector, endPoint);
        this.answers = answers;
        this.pageWriter = PageWriter.to(endPoint);
        this.visit = answers.place().visits().of(this);
        this.peer = Visit.addressOf(endPoint.getRemoteSocketAddress()).orElseGet(InetAddress::getLoopbackAddress);
    }

    @Override
    protected void read() {
        boolean betweenRequests = !handedOver && getParser().isStart() && isRequestBufferEmpty();
        if (!betweenRequests || visit.excess() || getConnector().isShutdown()) {
            libraryReads();
            return;
        }
        closingOnFailure(() -> {
            byte[] received = receive();
            if (received.length > 0) {
                answer(received, 0);
            }
        });
    }

    @Override
    protected RequestHandler newRequestHandler() {
        return new RequestHandler() {
            @Override
            public void badMessage(HttpException failure) {
                refused = true;
                super.badMessage(failure);
            }
        };
    }

    @Override
    protected HttpStreamOverHTTP1 newHttpStream(String method, String uri, HttpVersion version) {
        handedOver = false;
        return super.newHttpStream(method, uri, version);
    }

    /**
     * The library would wait at once for more behind what it refuses, if it has not read that itself, and whatever came would cut its 400
     * off. When it has said that, it closes the connection.
     */
    @Override
    public void fillInterested(Callback callback) {
        if (!refused) {
            super.fillInterested(callback);
        }
    }

    private void closingOnFailure(Runnable work) {
        try {
            work.run();
        } catch (Throwable failure) {
            getEndPoint().close(failure);
        }
    }

    /** What is there; empty if there is nothing, or no more will come. */
    private byte[] receive() {
        RetainableByteBuffer space = getConnector().getByteBufferPool().acquire(getInputBufferSize(), true);
        try {
            ByteBuffer buffer = space.getByteBuffer();
            int filled = getEndPoint().fill(buffer);
            if (filled == 0) {
                fillInterested(arrival);
            } else if (filled < 0) {
                libraryReads();
            }
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException broken) {
            libraryReads(); // meets the same, and closes
            return new byte[0];
        } finally {
            space.release();
        }
    }

    /** Answers one request after the other, as long as they are plain and hot; all that is left from there is the library's. */
    private void answer(byte[] received, int from) {
        String scheme = getEndPoint().getSslSessionData() == null ? "http" : "https";
        int at = from;
        while (at < received.length) {
            Optional<PlainHead> head = PlainHead.read(received, at);
            Optional<HotExchange> exchange = head.filter(_ -> !getConnector().isShutdown()) // else told to be the last
                    .flatMap(plain -> answers.to(plain, peer, scheme));
            if (exchange.isEmpty()) {
                handOver(received, at);
                return;
            }
            at = head.get().end();
            if (!write(exchange.get(), received, at)) {
                return;
            }
        }
        if (getConnector().isShutdown()) {
            getEndPoint().shutdownOutput();
        }
        fillInterested(arrival);
    }

    /** Whether it is written, so that the next request may be read. If it is not yet, that will happen by itself. */
    private boolean write(HotExchange exchange, byte[] received, int next) {
        RetainableByteBuffer head = HotHead.of(
                exchange.answer(), getServer().getDateField(), getConnector().getByteBufferPool());
        ByteBuffer headBytes = head.getByteBuffer();
        ByteBuffer body = exchange.body().bytes().slice();
        HotWrite write = new HotWrite(
                getEndPoint(),
                visit,
                exchange,
                head,
                body.remaining(),
                answers,
                () -> inTurn(() -> closingOnFailure(() -> answer(received, next))));
        try {
            writePages(exchange, headBytes, body);
        } catch (RuntimeException | Error failure) {
            write.failed(failure);
            return false;
        }
        if (body.hasRemaining()) {
            getEndPoint().write(write, headBytes, body);
        } else if (headBytes.hasRemaining()) {
            getEndPoint().write(write, headBytes);
        } else {
            write.succeeded();
        }
        return write.over();
    }

    /** Hands over what can be handed over without a copy, and as much of it as the socket takes at once. */
    private void writePages(HotExchange exchange, ByteBuffer head, ByteBuffer body) {
        if (body.remaining() >= Pages.WORTHWHILE && pageWriter.isPresent()) {
            exchange.body().pages().ifPresent(place -> pageWriter.get().write(head, body, place));
        }
    }

    private void handOver(byte[] received, int at) {
        handedOver = true;
        onUpgradeTo(ByteBuffer.wrap(received, at, received.length - at));
        libraryReads();
    }

    /** There is something to read. */
    private final class Arrival implements Callback {
        @Override
        public void succeeded() {
            onFillable();
        }

        @Override
        public void failed(Throwable cause) {
            onFillInterestedFailed(cause);
        }

        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }
    }
}
