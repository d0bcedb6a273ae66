package dev.imago.store.fastdfs;

/**
 * Where a tracker or a storage listens.
 *
 * @param host a name or an address, an IPv6 address without brackets
 */
public record Address(String host, int port) {
    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
