package dev.imago.http;

import dev.imago.config.Network;
import dev.imago.delivery.DeliveryRequest;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A request on the public listener as Jetty received it. */
record JettyDeliveryRequest(JettyExchange exchange) implements DeliveryRequest {
    @Override
    public String method() {
        return exchange.method();
    }

    @Override
    public String client() {
        return exchange.client().address().getHostAddress();
    }

    @Override
    public boolean from(Network network) {
        return network.contains(exchange.client().address());
    }

    @Override
    public CompletableFuture<Void> gone() {
        return exchange.gone();
    }

    @Override
    public String authority() {
        return exchange.client().authority();
    }

    @Override
    public String path() {
        return exchange.path();
    }

    @Override
    public Optional<String> query() {
        return exchange.query();
    }

    @Override
    public Optional<String> header(String name) {
        return exchange.header(name);
    }
}
