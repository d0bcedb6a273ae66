package dev.imago.http;

import dev.imago.config.Network;
import dev.imago.delivery.Answer;
import dev.imago.delivery.Body;
import dev.imago.delivery.DeliveryRequest;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/** A plain request that is answered from memory, and its answer. Ended exactly once, by the one who writes it. */
final class HotExchange implements Exchange, DeliveryRequest {
    private static final Body.Memory NOTHING = new Body.Memory(ByteBuffer.allocate(0));

    private final PlainHead head;
    private final Client client;
    private final long begun;
    private Optional<Answer> answer = Optional.empty();
    private Optional<String> requestId = Optional.empty();
    private long bytes;
    private boolean aborted;
    private long ended;

    HotExchange(PlainHead head, Client client, long nowNanos) {
        this.head = head;
        this.client = client;
        this.begun = nowNanos;
    }

    void answeredBy(Answer given) {
        answer = Optional.of(given);
    }

    Answer answer() {
        return answer.orElseThrow();
    }

    /** What is to be written of the answer's body. */
    Body.Memory body() {
        return answer().body() instanceof Body.Memory memory && !method().equals("HEAD") ? memory : NOTHING;
    }

    /** @param sent bytes of the body */
    void end(long sent, boolean incomplete, long nowNanos) {
        bytes = sent;
        aborted = incomplete;
        ended = nowNanos;
    }

    @Override
    public String listener() {
        return "public";
    }

    @Override
    public String requestId() {
        if (requestId.isEmpty()) {
            requestId = Optional.of(RequestId.of(client, this::header));
        }
        return requestId.get();
    }

    @Override
    public String method() {
        return head.method();
    }

    @Override
    public String authority() {
        return client.authority();
    }

    @Override
    public String path() {
        return head.path();
    }

    @Override
    public Optional<String> query() {
        return head.query();
    }

    @Override
    public Optional<String> header(String name) {
        return head.header(name);
    }

    @Override
    public String client() {
        return client.address().getHostAddress();
    }

    @Override
    public boolean from(Network network) {
        return network.contains(client.address());
    }

    @Override
    public String protocol() {
        return "HTTP/1.1";
    }

    @Override
    public InetAddress remote() {
        return client.address();
    }

    @Override
    public String user() {
        return "";
    }

    @Override
    public int status() {
        return answer.map(Answer::status).orElse(0);
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long nanos() {
        return ended - begun;
    }

    @Override
    public String route() {
        return answer.map(Answer::route).orElse("-");
    }

    @Override
    public String source() {
        return answer.map(given -> given.source().name().toLowerCase(Locale.ROOT))
                .orElse("none");
    }

    @Override
    public boolean aborted() {
        return aborted;
    }
}
