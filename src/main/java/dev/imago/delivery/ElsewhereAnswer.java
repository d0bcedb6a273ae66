package dev.imago.delivery;

import dev.imago.store.Presigned;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;

/**
 * Sends a client to the engine that has the image (RFC 9110 §15.4.3). The client takes its Range with it. How long the image may be
 * kept, the engine is told to say; the way to it is kept for a moment only, as its address does not stay good.
 */
final class ElsewhereAnswer {
    private static final Duration LONGEST_KEPT = Duration.ofMinutes(1);

    private ElsewhereAnswer() {}

    static Answer of(Site site, Original.Elsewhere image, DeliveryRequest request) {
        ImageVersion version = image.version();
        URI address = image.engine()
                .address(
                        version.locator(),
                        new Presigned.Wanted(
                                request.method(),
                                version.format().mediaType(),
                                CacheControl.ofImage(
                                        site.policy(), site.dependence().client())));
        var headers = new ArrayList<Header>();
        headers.add(new Header("Location", address.toASCIIString()));
        headers.add(new Header("Content-Length", "0"));
        headers.add(new Header(
                "Cache-Control",
                CacheControl.scope(site.dependence().client()) + ", max-age="
                        + kept(image.engine()).toSeconds()));
        headers.add(AnswerHeaders.NO_SNIFF);
        headers.addAll(site.everyAnswer());
        return new Answer(302, new HeaderBlock(headers), Body.NONE, site.route(), Answer.Source.NONE);
    }

    /** Whoever finds the address in a cache still has half of its time. */
    private static Duration kept(Presigned engine) {
        Duration half = engine.validity().dividedBy(2);
        return half.compareTo(LONGEST_KEPT) < 0 ? half : LONGEST_KEPT;
    }
}
