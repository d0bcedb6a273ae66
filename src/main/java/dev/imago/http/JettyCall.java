package dev.imago.http;

import dev.imago.http.api.Call;
import dev.imago.http.api.Headers;
import dev.imago.http.api.QueryString;
import java.io.InputStream;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

/** A call as Jetty received it. */
final class JettyCall implements Call {
    private final JettyExchange exchange;
    private final Map<String, String> parameters;
    private volatile Optional<Object> principal = Optional.empty();
    private volatile boolean gone;
    private Optional<Query> query = Optional.empty();
    private Optional<Headers> headers = Optional.empty();
    private Optional<InputStream> body = Optional.empty();

    JettyCall(JettyExchange exchange, Map<String, String> parameters) {
        this.exchange = exchange;
        this.parameters = parameters;
        exchange.request().addFailureListener(failure -> gone = true);
        // An endpoint may think for longer than a connection may be idle.
        exchange.request().addIdleTimeoutListener(timeout -> false);
    }

    @Override
    public String requestId() {
        return exchange.requestId();
    }

    @Override
    public String method() {
        return exchange.method();
    }

    @Override
    public String path() {
        return exchange.path();
    }

    @Override
    public String parameter(String name) {
        return Optional.ofNullable(parameters.get(name))
                .orElseThrow(() -> new IllegalArgumentException("the template has no {" + name + "}"));
    }

    @Override
    public Query query() {
        if (query.isEmpty()) {
            query = Optional.of(QueryString.parse(exchange.query().orElse("")));
        }
        return query.get();
    }

    @Override
    public Headers headers() {
        if (headers.isEmpty()) {
            Headers.Builder all = Headers.builder();
            for (HttpField field : exchange.request().getHeaders()) {
                all.add(field.getName(), Optional.ofNullable(field.getValue()).orElse(""));
            }
            headers = Optional.of(all.build());
        }
        return headers.get();
    }

    @Override
    public OptionalLong contentLength() {
        long length = exchange.request().getLength();
        return length < 0 ? OptionalLong.empty() : OptionalLong.of(length);
    }

    @Override
    public InputStream body() {
        if (body.isEmpty()) {
            body = Optional.of(new CallBody(
                    Request.asInputStream(exchange.request()), exchange.place().limits()));
        }
        return body.get();
    }

    @Override
    public InetAddress remote() {
        return exchange.remote();
    }

    @Override
    public String scheme() {
        return exchange.client().scheme();
    }

    @Override
    public String authority() {
        return exchange.client().authority();
    }

    @Override
    public <P> Optional<P> principal(Class<P> type) {
        return principal.filter(type::isInstance).map(type::cast);
    }

    @Override
    public void authenticated(Object who) {
        principal = Optional.of(who);
    }

    @Override
    public void logAs(String user) {
        exchange.user(user);
    }

    @Override
    public boolean clientGone() {
        return gone;
    }
}
