package dev.imago.delivery;

import dev.imago.store.ByteRange;
import java.util.ArrayList;

/** The image that stands where there is none: with status 404 and a short life, without a validator (invariant I7). */
final class Placeholder {
    private Placeholder() {}

    static Answer answer(Site site, Original original, DeliveryRequest request) {
        ImageVersion version = original.version();
        var headers = new ArrayList<Header>();
        headers.add(new Header("Content-Type", version.format().mediaType()));
        headers.add(new Header("Content-Length", Long.toString(version.size())));
        headers.add(new Header("Cache-Control", site.missingCaching()));
        headers.add(AnswerHeaders.NO_SNIFF);
        headers.add(AnswerHeaders.CONTENT_SECURITY);
        headers.addAll(site.everyAnswer());
        Body body = request.method().equals("HEAD") ? Body.NONE : bytes(original);
        return new Answer(404, new HeaderBlock(headers), body, site.route(), Answers.source(original));
    }

    private static Body bytes(Original original) {
        return switch (original) {
            case Original.InMemory(HotImage image, boolean justRead) -> image.body();
            case Original.Streamed image -> new Body.Stream(image.open(ByteRange.ALL));
        };
    }
}
