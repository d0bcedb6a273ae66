package dev.imago.ops;

import dev.imago.http.Exchange;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/** An exchange that never happened. */
record Past(
        String listener,
        String requestId,
        String method,
        String path,
        Optional<String> query,
        String protocol,
        InetAddress remote,
        String user,
        Map<String, String> headers,
        int status,
        long bytes,
        long nanos,
        String route,
        String source,
        boolean aborted)
        implements Exchange {
    static Past of(String path, String query, Map<String, String> headers) {
        return new Past(
                "public",
                "id-1",
                "GET",
                path,
                Optional.of(query),
                "HTTP/1.1",
                InetAddress.ofLiteral("203.0.113.7"),
                "",
                headers,
                200,
                1234,
                5_678_000,
                "default",
                "memory",
                false);
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
