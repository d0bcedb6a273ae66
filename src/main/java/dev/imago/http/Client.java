package dev.imago.http;

import java.net.InetAddress;

/**
 * Who asks, and how they see us, once the word of trusted proxies is taken into account.
 *
 * @param address of the client
 * @param peerTrusted whether the connection comes from a trusted proxy
 * @param relayed whether that proxy names somebody for whom it asks
 * @param scheme {@code http} or {@code https}
 * @param authority host and optional port; empty if the client named none
 */
record Client(InetAddress address, boolean peerTrusted, boolean relayed, String scheme, String authority) {
    /** Whether a trusted peer asks for itself. A claimed address never earns this, whatever it is. */
    boolean exempt() {
        return peerTrusted && !relayed;
    }
}
