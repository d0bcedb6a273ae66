package dev.imago.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imago.delivery.Answer.Source;
import dev.imago.image.Fault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers that are no image: problem+json (RFC 9457), never to be kept as if they were one (invariant I7). */
public final class ProblemAnswer {
    private static final String UNROUTED = "-";

    private static final List<Header> NOT_KEPT = List.of(new Header("Cache-Control", CacheControl.NO_STORE));

    /** When to try again what is not available now, where nobody knows better. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private ProblemAnswer() {}

    /** The answer to a fault that came before it was known whose image it is. */
    static Answer of(Fault fault) {
        return of(UNROUTED, List.of(), fault);
    }

    /** The answer to a fault. */
    static Answer of(Site site, Fault fault) {
        return of(site.route(), site.everyAnswer(), fault);
    }

    private static Answer of(String route, List<Header> everyAnswer, Fault fault) {
        var extra = new ArrayList<>(everyAnswer);
        Optional<Duration> delay = FaultStatus.of(fault.kind()) == 503
                ? fault.retryAfter().or(() -> Optional.of(SOON))
                : fault.retryAfter();
        delay.map(time -> Long.toString(Math.max(1, time.toSeconds())))
                .ifPresent(seconds -> extra.add(new Header("Retry-After", seconds)));
        return answer(FaultStatus.of(fault.kind()), fault.message(), route, CacheControl.NO_STORE, extra);
    }

    static Answer missing(Site site) {
        return answer(
                404, "There is no image at this address.", site.route(), site.missingCaching(), site.everyAnswer());
    }

    /**
     * The answer that there will be no image any more (RFC 9110 §15.5.11), to be kept as long as an image of the site.
     *
     * @param lasting whether that does not depend on what is in a store now
     */
    static Answer gone(Site site, boolean lasting) {
        return answer(
                410,
                "There is no image at this address any more.",
                site.route(),
                lasting ? site.caching() : NOT_KEPT,
                site.everyAnswer());
    }

    static Answer unrouted() {
        return answer(404, "There is no image at this address.", UNROUTED, CacheControl.NO_STORE, List.of());
    }

    static Answer methodNotAllowed() {
        var allow = new Header("Allow", "GET, HEAD, OPTIONS");
        return answer(405, "Images can only be read here.", UNROUTED, CacheControl.NO_STORE, List.of(allow));
    }

    static Answer preconditionFailed(Site site) {
        return answer(
                412,
                "The image is not in the version that was asked for.",
                site.route(),
                CacheControl.NO_STORE,
                site.everyAnswer());
    }

    static Answer rangeNotSatisfiable(Site site, long size) {
        var extra = new ArrayList<>(site.everyAnswer());
        extra.add(new Header("Content-Range", "bytes */" + size));
        return answer(416, "The image has no bytes in this range.", site.route(), CacheControl.NO_STORE, extra);
    }

    private static Answer answer(int status, String detail, String route, String cacheControl, List<Header> extra) {
        return answer(status, detail, route, List.of(new Header("Cache-Control", cacheControl)), extra);
    }

    private static Answer answer(int status, String detail, String route, List<Header> caching, List<Header> extra) {
        String json = "{\"type\":\"about:blank\",\"title\":\"" + FaultStatus.title(status) + "\",\"status\":" + status
                + ",\"detail\":\"" + escape(detail) + "\"}\n";
        byte[] body = json.getBytes(UTF_8);
        var headers = new ArrayList<Header>();
        headers.add(new Header("Content-Type", "application/problem+json"));
        headers.add(new Header("Content-Length", Integer.toString(body.length)));
        headers.addAll(caching);
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
