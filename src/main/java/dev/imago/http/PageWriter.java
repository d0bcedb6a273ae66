package dev.imago.http;

import dev.imago.os.Pages;
import dev.imago.os.SocketPages;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.ProxyConnectionFactory.ProxyEndPoint;

/** Hands pages to the socket of a connection that is not encrypted, past the library, which would copy them. */
record PageWriter(SocketPages pages, SocketChannelEndPoint endPoint) {
    /** Nothing if what is written there does not go to a socket as it is. */
    static Optional<PageWriter> to(EndPoint endPoint) {
        EndPoint bare = endPoint instanceof ProxyEndPoint proxied ? proxied.unwrap() : endPoint;
        return bare instanceof SocketChannelEndPoint plain
                ? SocketPages.ofProcess().map(pages -> new PageWriter(pages, plain))
                : Optional.empty();
    }

    /** Writes as much as the socket takes at once; positions move behind that. Trouble is met by whoever writes the rest to the endpoint. */
    void write(ByteBuffer head, ByteBuffer body, Pages place) {
        boolean inTurn = !endPoint.getWriteFlusher().isPending()
                && !endPoint.getWriteFlusher().isFailed();
        if (inTurn && head.isDirect()) {
            pages.send(endPoint.getChannel(), head, body, place);
        }
    }
}
