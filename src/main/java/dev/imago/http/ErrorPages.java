package dev.imago.http;

import dev.imago.http.api.Problems;
import dev.imago.http.api.Reply;
import java.nio.ByteBuffer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What the HTTP library refuses by itself, such as a malformed request, as problem+json. */
final class ErrorPages implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = request.getAttribute(ErrorHandler.ERROR_STATUS) instanceof Integer known
                ? known
                : Math.max(400, response.getStatus());
        String detail = status < 500 ? refusal(request) : "Something went wrong.";
        String id = "refused-" + Long.toHexString(System.nanoTime());
        Reply reply = Problems.of(status, "http-" + status, detail, id);
        response.setStatus(status);
        reply.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        byte[] body = reply.body() instanceof Reply.Bytes(byte[] bytes) ? bytes : new byte[0];
        response.getHeaders().put("X-Request-Id", id);
        response.getHeaders().put("Content-Length", Integer.toString(body.length));
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    /** With what the library found wrong with it, such as {@code No Host}. */
    private static String refusal(Request request) {
        String general = "The request is not valid HTTP, or larger than allowed";
        return request.getAttribute(ErrorHandler.ERROR_MESSAGE) instanceof String reason
                ? general + ": " + reason + "."
                : general + ".";
    }
}
