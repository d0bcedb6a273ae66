package dev.imago.delivery;

import java.util.List;

/** The image that stands where there is none: with status 404 and a short life, without a validator (invariant I7). */
final class Placeholder {
    private Placeholder() {}

    static Answer answer(Site site, HotImage image) {
        var headers = List.of(
                new Header("Content-Type", image.version().format().mediaType()),
                new Header("Content-Length", Long.toString(image.version().size())),
                new Header("Cache-Control", CacheControl.ofMissing(site.policy())),
                AnswerHeaders.NO_SNIFF,
                AnswerHeaders.CONTENT_SECURITY);
        return new Answer(
                404, new HeaderBlock(headers), new Body.Memory(image.bytes()), site.route(), Answer.Source.MEMORY);
    }
}
