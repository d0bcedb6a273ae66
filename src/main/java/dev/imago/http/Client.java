package dev.imago.http;

import java.net.InetAddress;

/**
 * Who asks, and how they see us, once the word of trusted proxies is taken into account.
 *
 * @param address of the client
 * @param peerTrusted whether the connection comes from a trusted proxy
 * @param scheme {@code http} or {@code https}
 * @param authority host and optional port; empty if the client named none
 */
record Client(InetAddress address, boolean peerTrusted, String scheme, String authority) {}
