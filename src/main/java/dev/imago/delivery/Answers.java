package dev.imago.delivery;

import dev.imago.delivery.Answer.Source;
import dev.imago.store.ByteRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Decides how a request for an image that exists is answered: whole, in part, or not at all (RFC 9110 §13, §14). */
final class Answers {
    private Answers() {}

    /** The answer about this image. Opens its store only where bytes are to be streamed. */
    static Answer of(Site site, Original original, DeliveryRequest request) {
        ImageVersion version = original.version();
        String etag = version.digest().etag();
        Answer answer = switch (ReadConditions.evaluate(request, etag, version.modified())) {
            case NOT_MODIFIED -> notModified(site, original);
            case FAILED -> ProblemAnswer.preconditionFailed(site).to(request.method());
            case PROCEED ->
                original instanceof Original.Elsewhere elsewhere
                        ? ElsewhereAnswer.of(site, elsewhere, request)
                        : content(site, original, request);
        };
        return ImageCors.allowing(site.policy(), request, answer);
    }

    private static Answer content(Site site, Original original, DeliveryRequest request) {
        ImageVersion version = original.version();
        Optional<String> field = request.method().equals("GET") ? request.header("Range") : Optional.empty();
        Ranges asked = field.isPresent()
                        && ReadConditions.rangeApplies(
                                request, version.digest().etag(), version.modified(), Instant.now())
                ? Ranges.parse(field.get(), version.size())
                : new Ranges.Whole();
        return switch (asked) {
            case Ranges.Whole whole -> whole(site, original, request);
            case Ranges.Unsatisfiable none -> ProblemAnswer.rangeNotSatisfiable(site, version.size());
            case Ranges.Some some
            when some.ranges().size() == 1 -> part(site, original, some.ranges().getFirst());
            case Ranges.Some some -> parts(site, original, some.ranges());
        };
    }

    private static Answer notModified(Site site, Original original) {
        HeaderBlock headers = original instanceof Original.InMemory(HotImage image, boolean justRead)
                ? image.notModified(site)
                : AnswerHeaders.notModified(site, original.version());
        return new Answer(304, headers, Body.NONE, site.route(), Source.NONE);
    }

    private static Answer whole(Site site, Original original, DeliveryRequest request) {
        boolean head = request.method().equals("HEAD");
        Source source = source(original);
        return switch (original) {
            case Original.InMemory(HotImage image, boolean justRead) ->
                new Answer(
                        200,
                        justRead ? AnswerHeaders.full(site, image.version(), source) : image.full(site),
                        head ? Body.NONE : image.body(),
                        site.route(),
                        source);
            case Original.Streamed image ->
                new Answer(
                        200,
                        AnswerHeaders.full(site, image.version(), source),
                        head ? Body.NONE : new Body.Stream(image.open(ByteRange.ALL)),
                        site.route(),
                        source);
        };
    }

    private static Answer part(Site site, Original original, ByteRange range) {
        Body body = switch (original) {
            case Original.InMemory(HotImage image, boolean justRead) ->
                image.body().part(range);
            case Original.Streamed image -> new Body.Stream(image.open(range));
        };
        Source source = source(original);
        HeaderBlock headers = AnswerHeaders.range(site, original.version(), range, source);
        return new Answer(206, headers, body, site.route(), source);
    }

    private static Answer parts(Site site, Original original, List<ByteRange> ranges) {
        MultipartRanges multipart = MultipartRanges.of(original.version(), ranges);
        Body body = original instanceof Original.InMemory(HotImage image, boolean justRead)
                ? multipart.fromMemory(image.bytes())
                : multipart.fromStore();
        Source source = source(original);
        HeaderBlock headers = AnswerHeaders.ranges(site, original.version(), multipart, source);
        return new Answer(206, headers, body, site.route(), source);
    }

    /** Where the bytes of an answer about it come from. */
    static Source source(Original original) {
        return original instanceof Original.InMemory(HotImage image, boolean justRead) && !justRead
                ? Source.MEMORY
                : Source.STORE;
    }
}
