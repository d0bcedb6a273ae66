package dev.imago.delivery;

import dev.imago.config.Network;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A request that a test makes by hand. */
record FakeRequest(String method, String authority, String path, Optional<String> query, List<Header> headers)
        implements DeliveryRequest {
    static FakeRequest get(String path) {
        return new FakeRequest("GET", "img.example.com", path, Optional.empty(), List.of());
    }

    FakeRequest method(String other) {
        return new FakeRequest(other, authority, path, query, headers);
    }

    FakeRequest with(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new FakeRequest(method, authority, path, query, List.copyOf(more));
    }

    @Override
    public String client() {
        return "192.0.2.1";
    }

    @Override
    public boolean from(Network network) {
        return network.contains(InetAddress.ofLiteral(client()));
    }

    @Override
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .reduce((before, line) -> before + ", " + line);
    }
}
