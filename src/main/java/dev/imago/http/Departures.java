package dev.imago.http;

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Notices when a client of HTTP/1 leaves while it waits for its answer. Jetty reads from a connection between two requests only, so
 * this looks at its socket beside Jetty, and takes nothing from it: one that can be read and has no bytes has ended. Where there are bytes (the
 * next request, or TLS) it cannot tell, and looks no more. Thread-safe.
 */
final class Departures extends AbstractLifeCycle {
    /** A socket that Jetty closes is the system's again when this looks. */
    private static final long STEP_MILLIS = 1_000;

    private final Selector selector;

    Departures() throws IOException {
        this.selector = Selector.open();
    }

    @Override
    protected void doStart() {
        Thread.ofPlatform().name("imago-departures").daemon().start(this::watch);
    }

    @Override
    protected void doStop() throws IOException {
        selector.close();
    }

    /** Completes the future once the peer has closed the connection, until {@link #forget}. */
    void watch(SocketChannel channel, CompletableFuture<Void> gone) {
        try {
            channel.register(selector, SelectionKey.OP_READ, gone);
            selector.wakeup();
        } catch (CancelledKeyException justForgotten) {
            // The request before this one on its connection was watched a moment ago; this one is not.
        } catch (ClosedChannelException e) {
            gone.complete(null);
        }
    }

    void forget(SocketChannel channel) {
        SelectionKey key = channel.keyFor(selector);
        if (key != null) {
            key.cancel();
            selector.wakeup();
        }
    }

    private void watch() {
        while (selector.isOpen()) {
            try {
                selector.select(Departures::look, STEP_MILLIS);
            } catch (IOException | ClosedSelectorException e) {
                return;
            }
        }
    }

    private static void look(SelectionKey key) {
        key.cancel();
        if (key.attachment() instanceof CompletableFuture<?> gone && hasEnded((SocketChannel) key.channel())) {
            gone.complete(null);
        }
    }

    private static boolean hasEnded(SocketChannel channel) {
        try {
            return channel.socket().getInputStream().available() == 0;
        } catch (IOException e) {
            return true;
        }
    }
}
