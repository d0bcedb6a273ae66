package dev.imago.http;

/** Is told of every exchange when it is over. Called on the I/O thread, so it must not block; thread-safe. */
@FunctionalInterface
public interface Observer {
    void completed(Exchange exchange);

    /** This one and then another. */
    default Observer and(Observer next) {
        return exchange -> {
            completed(exchange);
            next.completed(exchange);
        };
    }
}
