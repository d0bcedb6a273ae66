package dev.imago.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.server.HttpStream;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Callback;

/**
 * Keeps Content-Length off an answer that has no content by its status. The HTTP library counts the bytes written and says 0:
 * a 204 must not say so, and of a 304 it would be the length of the image (RFC 9110 §8.6), for whose bytes some clients wait
 * if it is told.
 */
final class WithoutLength extends HttpStream.Wrapper {
    private WithoutLength(HttpStream stream) {
        super(stream);
    }

    /** Does so for the answer to this request, if the status is such a one. To be called before the answer is written. */
    static void applyTo(Request request, int status) {
        if (status == 304 || status == 204) {
            request.addHttpStreamWrapper(WithoutLength::new);
        }
    }

    @Override
    public void prepareResponse(HttpFields.Mutable headers) {
        headers.remove(HttpHeader.CONTENT_LENGTH);
        super.prepareResponse(headers);
    }

    /** HTTP/2 makes a field of the length beside the header fields, so that goes, too. */
    @Override
    public void send(
            MetaData.Request request, MetaData.Response response, boolean last, ByteBuffer content, Callback callback) {
        super.send(request, response == null ? response : unmeasured(response), last, content, callback);
    }

    private static MetaData.Response unmeasured(MetaData.Response response) {
        return new MetaData.Response(
                response.getStatus(),
                response.getReason(),
                response.getHttpVersion(),
                response.getHttpFields(),
                -1,
                response.getTrailersSupplier());
    }
}
