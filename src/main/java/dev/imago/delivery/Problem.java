package dev.imago.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imago.delivery.Answer.Source;
import dev.imago.image.Fault;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Answers that are no image: problem+json (RFC 9457), never to be kept as if they were one (invariant I7). */
public final class Problem {
    private static final String UNROUTED = "-";

    private Problem() {}

    /** The answer to a fault. */
    public static Answer of(String route, Fault fault) {
        var extra = new ArrayList<Header>();
        fault.retryAfter()
                .ifPresent(delay ->
                        extra.add(new Header("Retry-After", Long.toString(Math.max(1, delay.toSeconds())))));
        if (fault.kind() == Fault.Kind.UNAVAILABLE && extra.isEmpty()) {
            extra.add(new Header("Retry-After", "1"));
        }
        return answer(FaultStatus.of(fault.kind()), fault.message(), route, CacheControl.NO_STORE, extra);
    }

    static Answer missing(Site site) {
        return answer(
                404,
                "There is no image at this address.",
                site.route(),
                CacheControl.ofMissing(site.policy()),
                List.of());
    }

    static Answer unrouted() {
        return answer(404, "There is no image at this address.", UNROUTED, CacheControl.NO_STORE, List.of());
    }

    static Answer methodNotAllowed() {
        var allow = new Header("Allow", "GET, HEAD, OPTIONS");
        return answer(405, "Images can only be read here.", UNROUTED, CacheControl.NO_STORE, List.of(allow));
    }

    static Answer preconditionFailed(String route) {
        return answer(
                412, "The image is not in the version that was asked for.", route, CacheControl.NO_STORE, List.of());
    }

    static Answer rangeNotSatisfiable(String route, long size) {
        var contentRange = new Header("Content-Range", "bytes */" + size);
        return answer(
                416, "The image has no bytes in this range.", route, CacheControl.NO_STORE, List.of(contentRange));
    }

    private static Answer answer(int status, String detail, String route, String cacheControl, List<Header> extra) {
        String json = "{\"type\":\"about:blank\",\"title\":\"" + FaultStatus.title(status) + "\",\"status\":" + status
                + ",\"detail\":\"" + escape(detail) + "\"}\n";
        byte[] body = json.getBytes(UTF_8);
        var headers = new ArrayList<Header>();
        headers.add(new Header("Content-Type", "application/problem+json"));
        headers.add(new Header("Content-Length", Integer.toString(body.length)));
        headers.add(new Header("Cache-Control", cacheControl));
        headers.add(AnswerHeaders.NO_SNIFF);
        headers.add(AnswerHeaders.CONTENT_SECURITY);
        headers.addAll(extra);
        return new Answer(status, new HeaderBlock(headers), new Body.Memory(ByteBuffer.wrap(body)), route, Source.NONE);
    }

    private static String escape(String text) {
        var out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c >= 0x20) {
                out.append(c);
            }
        }
        return out.toString();
    }
}
