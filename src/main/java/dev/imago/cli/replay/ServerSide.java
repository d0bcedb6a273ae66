package dev.imago.cli.replay;

import dev.imago.upload.fetch.Head;
import dev.imago.upload.fetch.MessageBody;
import java.io.IOException;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that is asked by HTTP: what it would answer, and of which bytes. Connections are kept, one for each request at a time. */
public final class ServerSide implements Side {
    /** The entity tag that Imago gives to bytes: their SHA-256. */
    private static final Pattern TAG = Pattern.compile("\"([0-9a-f]{64})\"");

    private final String name;
    private final String host;
    private final int port;
    private final boolean secure;
    private final Optional<String> asHost;
    private final boolean hostsOfLog;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final LongAdder received = new LongAdder();

    /** An answer without its bytes. */
    private record Reply(Head head, String askedHost) {}

    /**
     * Does not connect yet.
     *
     * @param base such as {@code http://127.0.0.1:8080}
     * @param asHost the Host of all requests
     * @param hostsOfLog whether the hosts that a log tells are asked, where {@code asHost} names none
     */
    public ServerSide(URI base, Optional<String> asHost, boolean hostsOfLog) {
        this.secure = "https".equals(base.getScheme());
        this.name = base.getHost().replaceAll("[\\[\\]]", "");
        this.port = base.getPort() > 0 ? base.getPort() : secure ? 443 : 80;
        this.host = base.getAuthority();
        this.asHost = asHost;
        this.hostsOfLog = hostsOfLog;
    }

    @Override
    public Seen ask(Address address) throws IOException {
        Reply reply = exchange("HEAD", address, (_, _) -> {});
        if (reply.head().status() == 405 || reply.head().status() == 501) {
            reply = exchange("GET", address, (_, count) -> received.add(count));
        }
        return seen(reply);
    }

    /** The SHA-256 of the bytes that are there, in hexadecimal; empty if the answer is no 200. */
    Optional<String> digest(Address address) throws IOException {
        MessageDigest digest = sha256();
        Reply reply = exchange("GET", address, (bytes, count) -> {
            digest.update(bytes, 0, count);
            received.add(count);
        });
        return reply.head().status() == 200 ? Optional.of(HexFormat.of().formatHex(digest.digest())) : Optional.empty();
    }

    private Seen seen(Reply reply) throws IOException {
        Head head = reply.head();
        OptionalLong length = head.status() == 200 ? MessageBody.length(head) : OptionalLong.empty();
        return new Seen(
                head.status(),
                head.status() == 200 ? head.field("content-type").map(ServerSide::bare) : Optional.empty(),
                head.field("location").map(location -> withoutServer(location, reply.askedHost())),
                length,
                head.field("etag").map(TAG::matcher).filter(Matcher::matches).map(tag -> tag.group(1)),
                Optional.empty());
    }

    private static String bare(String type) {
        return type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    private String withoutServer(String location, String asked) {
        for (String authority : new String[] {asked, host}) {
            for (String scheme : new String[] {"http://", "https://"}) {
                if (location.startsWith(scheme + authority + "/")) {
                    return location.substring(scheme.length() + authority.length());
                }
            }
        }
        return location;
    }

    /** A connection that was kept may be closed by now: then another one is tried. */
    private Reply exchange(String method, Address address, Connection.Sink sink) throws IOException {
        String asked =
                asHost.or(() -> hostsOfLog ? address.host() : Optional.empty()).orElse(host);
        Optional<Connection> kept = Optional.ofNullable(idle.poll());
        if (kept.isPresent()) {
            var begun = new boolean[1];
            try {
                return exchange(kept.get(), method, address, asked, (bytes, count) -> {
                    begun[0] = true;
                    sink.take(bytes, count);
                });
            } catch (IOException e) {
                if (begun[0]) {
                    throw e;
                }
            }
        }
        return exchange(Connection.to(name, port, secure), method, address, asked, sink);
    }

    private Reply exchange(Connection connection, String method, Address address, String asked, Connection.Sink sink)
            throws IOException {
        try {
            Head head = connection.exchange(method, address.target(), asked, sink);
            if (connection.reusable()) {
                idle.push(connection);
            } else {
                connection.close();
            }
            return new Reply(head, asked);
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public long receivedBytes() {
        return received.sum();
    }

    @Override
    public void close() {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            connection.close();
        }
    }
}
