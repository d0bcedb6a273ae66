package dev.imago;

import dev.imago.config.HostPort;
import dev.imago.http.api.Call;
import dev.imago.http.api.images.PublicUrls;
import dev.imago.image.ImageKey;
import dev.imago.routing.KeyPath;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells clients of the api where images are: below the configured address, or else at that of the public listener.
 *
 * @param scheme of the public listener
 * @param listener its address; asked for after the start only
 */
record PublicAddress(Optional<URI> configured, String scheme, Supplier<InetSocketAddress> listener)
        implements PublicUrls {
    @Override
    public String of(Call call, ImageKey key) {
        String base =
                configured.map(uri -> uri.toString().replaceFirst("/+$", "")).orElseGet(() -> own(call));
        return base + KeyPath.of(key);
    }

    /** A listener on all addresses is reached by the name by which the client reached the api. */
    private String own(Call call) {
        InetSocketAddress address = listener.get();
        String host = address.getAddress().isAnyLocalAddress()
                ? host(call.authority())
                : address.getAddress().getHostAddress();
        return scheme + "://" + new HostPort(host, address.getPort());
    }

    private static String host(String authority) {
        String bare = authority.replaceFirst(":[0-9]*$", "");
        return bare.startsWith("[") ? bare.substring(1, bare.length() - 1) : bare;
    }
}
