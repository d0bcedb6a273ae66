package dev.imago.http;

import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A request on its way: what came, who sent it, and what is known of the answer. Ended exactly once. */
final class JettyExchange implements Exchange {
    private final Entrance listener;
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Visit visit;
    private final Client client;
    private final Observer observer;
    private final AtomicBoolean ended = new AtomicBoolean();
    private Optional<String> requestId = Optional.empty();
    private volatile String user = "";
    private volatile String route = "-";
    private volatile String source = "none";
    private volatile long bytes;
    private volatile boolean aborted;
    private volatile boolean lingering;
    private Optional<CompletableFuture<Void>> gone = Optional.empty();
    private volatile Runnable afterwards = () -> {};

    JettyExchange(Entrance listener, Request request, Response response, Callback callback, Observer observer) {
        this.listener = listener;
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.observer = observer;
        this.visit = listener.visits().of(request.getConnectionMetaData().getConnection());
        this.client = clientOf(listener, request);
        visit.requestBegins();
    }

    private Client clientOf(Entrance of, Request asked) {
        HttpURI uri = asked.getHttpURI();
        InetAddress peer = Visit.addressOf(asked.getConnectionMetaData().getRemoteSocketAddress())
                .orElseGet(InetAddress::getLoopbackAddress);
        String authority = Optional.ofNullable(uri.getAuthority()).orElse("");
        return of.proxies().client(peer, asked.isSecure() ? "https" : "http", authority, this::header);
    }

    Request request() {
        return request;
    }

    Response response() {
        return response;
    }

    Client client() {
        return client;
    }

    Visit visit() {
        return visit;
    }

    Entrance place() {
        return listener;
    }

    void answeredBy(String routeName, String bytesFrom) {
        route = routeName;
        source = bytesFrom;
    }

    void user(String name) {
        user = name;
    }

    /** Counts bytes of the body as sent. */
    void sent(long more) {
        long before = bytes;
        bytes = before + more;
    }

    /**
     * The request's body is not read any further. To be called before the answer is sent: if there is more of it, the client is
     * told not to use the connection again.
     *
     * @param linger whether what still comes is taken after the answer, for a while
     */
    void leaveBody(boolean linger) {
        UnwantedBody.Rest rest = UnwantedBody.restOf(request);
        if (rest != UnwantedBody.Rest.NONE) {
            response.getHeaders().put("Connection", "close");
        }
        lingering = linger && rest == UnwantedBody.Rest.COMING;
    }

    /** What is to be done when it has ended. */
    void afterwards(Runnable next) {
        afterwards = next;
    }

    /** Completes when the client leaves before it has its answer: its connection is closed, or its stream reset. */
    synchronized CompletableFuture<Void> gone() {
        if (gone.isEmpty()) {
            CompletableFuture<Void> leaving = new CompletableFuture<>();
            gone = Optional.of(leaving);
            if (isHttp2()) {
                request.addFailureListener(_ -> leaving.complete(null));
            } else if (visit.channel() instanceof SocketChannel channel) {
                listener.departures().watch(channel, leaving);
            }
        }
        return gone.get();
    }

    private boolean isHttp2() {
        return request.getConnectionMetaData().getHttpVersion().getVersion() >= 20;
    }

    private synchronized void stay() {
        if (gone.isPresent() && visit.channel() instanceof SocketChannel channel && !isHttp2()) {
            listener.departures().forget(channel);
        }
    }

    /** The answer is complete. */
    void succeed() {
        if (lingering) {
            UnwantedBody.take(request, this::complete);
        } else {
            complete();
        }
    }

    private void complete() {
        if (end()) {
            callback.succeeded();
            afterwards.run();
        }
    }

    /** The answer stays incomplete, and the client is made to see that: the connection is closed or the stream reset. */
    void abort(Throwable cause) {
        aborted = true;
        if (end()) {
            callback.failed(cause instanceof org.eclipse.jetty.io.QuietException ? cause : new Aborted(cause));
            afterwards.run();
        }
    }

    /** Ends the connection (HTTP/1) or stream (HTTP/2) of a client that does not take its answer. */
    void cutOff() {
        var connection = request.getConnectionMetaData().getConnection();
        if (!isHttp2()) {
            connection.getEndPoint().close(new Aborted("the client reads too slowly"));
        } else {
            abort(new Aborted("the client reads too slowly"));
        }
    }

    private boolean end() {
        boolean first = ended.compareAndSet(false, true);
        if (first) {
            stay();
            visit.requestEnds(System.nanoTime());
            observer.completed(this);
        }
        return first;
    }

    @Override
    public String listener() {
        return listener.name();
    }

    @Override
    public synchronized String requestId() {
        if (requestId.isEmpty()) {
            requestId = Optional.of(RequestId.of(client, this::header));
        }
        return requestId.get();
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String path() {
        return Optional.ofNullable(request.getHttpURI().getPath()).orElse("");
    }

    @Override
    public Optional<String> query() {
        return Optional.ofNullable(request.getHttpURI().getQuery());
    }

    @Override
    public String protocol() {
        return request.getConnectionMetaData().getProtocol();
    }

    @Override
    public InetAddress remote() {
        return client.address();
    }

    @Override
    public String user() {
        return user;
    }

    @Override
    public Optional<String> header(String name) {
        Optional<String> joined = Optional.empty();
        for (HttpField field : request.getHeaders()) {
            if (field.getName().equalsIgnoreCase(name)) {
                String value = Optional.ofNullable(field.getValue()).orElse("");
                joined = Optional.of(joined.map(before -> before + ", " + value).orElse(value));
            }
        }
        return joined;
    }

    @Override
    public int status() {
        return response.isCommitted() || !aborted ? response.getStatus() : 499;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long nanos() {
        return System.nanoTime() - request.getHeadersNanoTime();
    }

    @Override
    public String route() {
        return route;
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public boolean aborted() {
        return aborted;
    }
}
