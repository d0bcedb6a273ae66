package dev.imago.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A client of HTTP/2 in clear text, with prior knowledge: its connections begin with the preface. It sends what it is told to,
 * follows nothing and decodes nothing.
 */
public final class Http2Client implements AutoCloseable {
    private final HTTP2Client client = new HTTP2Client();
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final boolean lasting;

    private Http2Client(boolean lasting) {
        this.lasting = lasting;
        QueuedThreadPool threads = new QueuedThreadPool(16);
        threads.setDaemon(true);
        client.setExecutor(threads);
        try {
            client.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** One connection to each server, as long as it lasts. */
    public static Http2Client lasting() {
        return new Http2Client(true);
    }

    /** A fresh connection for each request. */
    public static Http2Client fleeting() {
        return new Http2Client(false);
    }

    /** A whole answer. */
    public record Got(int status, HttpFields fields, byte[] body) {}

    /** Asks for something, and returns what takes the request back: a reset of its stream. */
    public Runnable ask(URI target) throws Exception {
        var uri = HttpURI.from(
                "http", target.getHost(), target.getPort(), target.getRawPath(), target.getRawQuery(), null);
        var request = new MetaData.Request("GET", uri, HttpVersion.HTTP_2, HttpFields.EMPTY);
        Stream stream = session(target)
                .newStream(new HeadersFrame(request, null, true), new Answering())
                .get(20, TimeUnit.SECONDS);
        return () -> stream.reset(new ResetFrame(stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
    }

    /** Sends a request; fields are such as {@code "Range: bytes=0-9"}. */
    public Got send(String method, URI target, String... fields) throws Exception {
        var headers = HttpFields.build();
        for (String field : fields) {
            int colon = field.indexOf(':');
            headers.add(field.substring(0, colon), field.substring(colon + 1).strip());
        }
        // Of its parts, because the whole would be weighed here, and a target that climbs too high refused.
        var uri = HttpURI.from(
                "http", target.getHost(), target.getPort(), target.getRawPath(), target.getRawQuery(), null);
        var request = new MetaData.Request(method, uri, HttpVersion.HTTP_2, headers);
        Session session = session(target);
        try {
            var answering = new Answering();
            session.newStream(new HeadersFrame(request, null, true), answering).get(20, TimeUnit.SECONDS);
            return answering.done.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : e;
        } finally {
            if (!lasting) {
                session.close(0, "done", Callback.NOOP);
            }
        }
    }

    private synchronized Session session(URI target) throws Exception {
        Session known = sessions.get(target.getAuthority());
        if (lasting && known != null && !known.isClosed()) {
            return known;
        }
        try {
            Session session = client.connect(
                            new InetSocketAddress(target.getHost(), target.getPort()), new Session.Listener() {})
                    .get(20, TimeUnit.SECONDS);
            sessions.put(target.getAuthority(), session);
            return session;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : e;
        }
    }

    /** Gathers an answer. That the stream is reset after the last byte does not matter (RFC 9113 §8.1). */
    private static final class Answering implements Stream.Listener {
        private final CompletableFuture<Got> done = new CompletableFuture<>();
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private MetaData.Response head;

        @Override
        public void onHeaders(Stream stream, HeadersFrame frame) {
            if (frame.getMetaData() instanceof MetaData.Response response) {
                head = response;
            }
            if (frame.isEndStream()) {
                end();
            } else {
                stream.demand();
            }
        }

        @Override
        public void onDataAvailable(Stream stream) {
            for (Stream.Data data = stream.readData(); data != null; data = stream.readData()) {
                var bytes = new byte[data.frame().getByteBuffer().remaining()];
                data.frame().getByteBuffer().get(bytes);
                body.writeBytes(bytes);
                boolean last = data.frame().isEndStream();
                data.release();
                if (last) {
                    end();
                    return;
                }
            }
            stream.demand();
        }

        private void end() {
            done.complete(new Got(head.getStatus(), head.getHttpFields(), body.toByteArray()));
        }

        @Override
        public void onReset(Stream stream, ResetFrame frame, Callback callback) {
            done.completeExceptionally(new IOException("the stream was reset: " + frame.getError()));
            callback.succeeded();
        }

        @Override
        public void onFailure(Stream stream, int error, String reason, Throwable failure, Callback callback) {
            done.completeExceptionally(new IOException(reason, failure));
            callback.succeeded();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            client.stop();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }
}
