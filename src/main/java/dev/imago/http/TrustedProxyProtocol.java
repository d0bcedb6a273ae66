package dev.imago.http;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ProxyConnectionFactory;

/**
 * The PROXY protocol, versions 1 and 2, for trusted peers, which may send its header or not. To others the next protocol is
 * spoken at once; it takes the header for a malformed request and closes the connection.
 */
final class TrustedProxyProtocol extends ProxyConnectionFactory {
    private final TrustedProxies trusted;
    private final ConnectionFactory next;

    TrustedProxyProtocol(TrustedProxies trusted, ConnectionFactory next) {
        super(next.getProtocol());
        this.trusted = trusted;
        this.next = next;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        boolean believed = Visit.addressOf(endPoint.getRemoteSocketAddress())
                .filter(trusted::trusts)
                .isPresent();
        return believed ? super.newConnection(connector, endPoint) : next.newConnection(connector, endPoint);
    }
}
