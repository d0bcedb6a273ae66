package dev.imago.http;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.thread.SerializedInvoker;

/**
 * A connection of HTTP/1.1 on which one thread at a time reads. Jetty, up to 12.1.14, answers what is not HTTP on a second thread and then
 * has a third one read on, while the first, which met it, may still be about to give back the buffer: the third would fill what is
 * another connection's by then. So who comes second leaves the reading to the first.
 */
abstract class SerialConnection extends HttpConnection {
    private final SerializedInvoker reading = new SerializedInvoker("reading");

    SerialConnection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
        super(configuration, connector, endPoint);
    }

    /** A factory of those on which the library does all. */
    static HttpConnectionFactory factory(HttpConfiguration http) {
        return new HttpConnectionFactory(http) {
            @Override
            public Connection newConnection(Connector connector, EndPoint endPoint) {
                return configure(
                        new SerialConnection(getHttpConfiguration(), connector, endPoint) {}, connector, endPoint);
            }
        };
    }

    /** Reads now, or has the thread that is reading do this next. */
    final void inTurn(Runnable read) {
        reading.run(read);
    }

    @Override
    public final void onFillable() {
        inTurn(this::read);
    }

    /** After a request of its own, or what it has refused, the library goes on by itself. */
    @Override
    public final void run() {
        inTurn(this::libraryReads);
    }

    /** Reads what is there. In turn. */
    protected void read() {
        libraryReads();
    }

    /** As the library does it. In turn. */
    final void libraryReads() {
        super.onFillable();
    }
}
