package dev.imago.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.List;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.junit.jupiter.api.Test;

class VisitsTest {
    private static Connection connection(SocketChannel channel) {
        var endPoint = new SocketChannelEndPoint(channel, null, null, new ScheduledExecutorScheduler());
        return new AbstractConnection(endPoint, Runnable::run) {
            @Override
            public void onFillable() {
                throw new IllegalStateException("nothing is read here");
            }
        };
    }

    @Test
    void a_connection_that_closes_while_it_is_opened_counts_for_no_address() throws Exception {
        Visits visits = new Visits(LimitSettings.defaults(), new TrustedProxies(List.of(), Forwarding.NONE));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SocketChannel channel = SocketChannel.open(server.getLocalSocketAddress())) {
            Connection connection = connection(channel);
            for (int i = 0; i <= LimitSettings.defaults().connectionsPerAddress(); i++) {
                visits.onAccepting(channel);
                visits.onClosed(channel);
                visits.onOpened(connection);
            }
            visits.onAccepting(channel);
            visits.onOpened(connection);
            assertThat(visits.of(connection).excess()).isFalse();
        }
    }
}
