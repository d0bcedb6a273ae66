package dev.imago.http;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;

/** HTTP/1.1 with answers from memory. */
final class HotConnections extends HttpConnectionFactory {
    private final Entrance place;
    private final PublicContent content;
    private final Observer observer;
    private final SlowWrites slowWrites;

    HotConnections(
            HttpConfiguration http, Entrance place, PublicContent content, Observer observer, SlowWrites slowWrites) {
        super(http);
        this.place = place;
        this.content = content;
        this.observer = observer;
        this.slowWrites = slowWrites;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(
                new HotConnection(getHttpConfiguration(), connector, endPoint, place, content, observer, slowWrites),
                connector,
                endPoint);
    }
}
