package dev.imago.http;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;

/** HTTP/1.1 with answers from memory. */
final class HotConnections extends HttpConnectionFactory {
    private final HotAnswers answers;

    HotConnections(HttpConfiguration http, HotAnswers answers) {
        super(http);
        this.answers = answers;
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        return configure(new HotConnection(getHttpConfiguration(), connector, endPoint, answers), connector, endPoint);
    }
}
