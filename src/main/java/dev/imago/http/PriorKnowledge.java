package dev.imago.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 in clear text for those who begin with the connection preface (RFC 9113 §3.3), which Jetty takes for a request with the
 * method {@code PRI}. An {@code Upgrade: h2c} is ignored, and its request answered over HTTP/1.1, as RFC 9110 §7.8 allows: RFC 9113
 * has given the upgrade up, and clients lose track of the frames when the answer to the upgrading request is long.
 */
final class PriorKnowledge extends HTTP2CServerConnectionFactory {
    PriorKnowledge(HttpConfiguration http) {
        super(http);
    }

    @Override
    public @Nullable Connection upgradeConnection(
            Connector connector, EndPoint endPoint, MetaData.Request request, HttpFields.Mutable response101) {
        if (!HttpMethod.PRI.is(request.getMethod())) {
            return null;
        }
        @Nullable Connection http2 = super.upgradeConnection(connector, endPoint, request, response101);
        if (http2 == null) {
            return null;
        }
        int capacity = getHttpConfiguration().getInputBufferSize();
        return configure(
                new ClientPreface(endPoint, connector.getExecutor(), ClientPreface.REST, http2, capacity),
                connector,
                endPoint);
    }
}
