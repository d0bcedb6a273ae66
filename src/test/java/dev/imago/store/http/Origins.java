package dev.imago.store.http;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Origins as tests configure them: as by default, but for what a test changes. */
final class Origins {
    Optional<String> host = Optional.empty();
    Map<String, String> headers = Map.of();
    Set<String> redirectHosts = Set.of();
    long maxBytes = 64 << 20;
    Optional<Path> authority = Optional.empty();
    Duration timeout = Duration.ofSeconds(20);

    private Origins() {}

    static Origin at(String url) {
        return at(url, origin -> {});
    }

    static Origin at(String url, Consumer<Origins> changes) {
        Origins origin = new Origins();
        changes.accept(origin);
        return new Origin(
                URI.create(url),
                origin.host,
                origin.headers,
                origin.redirectHosts,
                Set.of(404, 410),
                origin.maxBytes,
                Duration.ofMinutes(1),
                origin.authority,
                origin.timeout,
                origin.timeout);
    }
}
