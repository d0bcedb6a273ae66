package dev.imago.http.api;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;

/** A call that no client made. */
public record FakeCall(
        String method,
        String path,
        Map<String, String> parameters,
        Query query,
        Headers headers,
        byte[] bytes,
        AtomicReference<Object> who)
        implements Call {

    public static FakeCall of(String method, String target) {
        String[] parts = target.split("\\?", 2);
        return new FakeCall(
                method,
                parts[0],
                Map.of(),
                QueryString.parse(parts.length > 1 ? parts[1] : ""),
                Headers.NONE,
                new byte[0],
                new AtomicReference<>());
    }

    public FakeCall with(Headers changed) {
        return new FakeCall(method, path, parameters, query, changed, bytes, who);
    }

    public FakeCall with(Map<String, String> changed) {
        return new FakeCall(method, path, changed, query, headers, bytes, who);
    }

    public FakeCall with(byte[] changed) {
        return new FakeCall(method, path, parameters, query, headers, changed, who);
    }

    @Override
    public String requestId() {
        return "r1";
    }

    @Override
    public String parameter(String name) {
        return Optional.ofNullable(parameters.get(name)).orElseThrow(IllegalArgumentException::new);
    }

    @Override
    public OptionalLong contentLength() {
        return OptionalLong.of(bytes.length);
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(bytes);
    }

    @Override
    public InetAddress remote() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public String authority() {
        return "localhost";
    }

    @Override
    public <P> Optional<P> principal(Class<P> type) {
        return Optional.ofNullable(who.get()).filter(type::isInstance).map(type::cast);
    }

    @Override
    public void authenticated(Object principal) {
        who.set(principal);
    }

    @Override
    public void logAs(String user) {}

    @Override
    public boolean clientGone() {
        return false;
    }
}
