package dev.imago.http;

import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;

/** HTTP/2 for those who chose it within TLS (RFC 9113 §3.2). */
final class SecureHttp2 extends HTTP2ServerConnectionFactory {
    SecureHttp2(HttpConfiguration http) {
        super(http);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        Connection http2 = super.newConnection(connector, endPoint);
        int capacity = getHttpConfiguration().getInputBufferSize();
        return configure(
                new ClientPreface(endPoint, connector.getExecutor(), ClientPreface.WHOLE, http2, capacity),
                connector,
                endPoint);
    }
}
