package dev.imago.delivery;

import dev.imago.delivery.Answer.Source;
import dev.imago.store.ByteRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Decides how a request for an image that exists is answered: whole, in part, or not at all (RFC 9110 §13, §14). */
final class Answers {
    private Answers() {}

    /** The answer about this image. Opens its store only where bytes are to be streamed. */
    static Answer of(Site site, Original original, DeliveryRequest request) {
        ImageVersion version = original.version();
        String etag = version.digest().etag();
        Answer answer = switch (Preconditions.evaluate(request, etag, version.modified())) {
            case NOT_MODIFIED -> notModified(site, original);
            case FAILED -> Problem.preconditionFailed(site.route());
            case PROCEED -> content(site, original, request);
        };
        return Cors.allowing(site.policy(), request.header("Origin"))
                .map(allowed -> with(answer, allowed))
                .orElse(answer);
    }

    private static Answer content(Site site, Original original, DeliveryRequest request) {
        ImageVersion version = original.version();
        Optional<String> field = request.method().equals("GET") ? request.header("Range") : Optional.empty();
        Ranges asked = field.isPresent()
                        && Preconditions.rangeApplies(request, version.digest().etag(), version.modified())
                ? Ranges.parse(field.get(), version.size())
                : new Ranges.Whole();
        return switch (asked) {
            case Ranges.Whole whole -> whole(site, original, request);
            case Ranges.Unsatisfiable none -> Problem.rangeNotSatisfiable(site.route(), version.size());
            case Ranges.Some some
            when some.ranges().size() == 1 -> part(site, original, some.ranges().getFirst());
            case Ranges.Some some -> parts(site, original, some.ranges());
        };
    }

    private static Answer notModified(Site site, Original original) {
        HeaderBlock headers = original instanceof Original.InMemory(HotImage image)
                ? image.notModified(site)
                : AnswerHeaders.notModified(site, original.version());
        return new Answer(304, headers, Body.NONE, site.route(), Source.NONE);
    }

    private static Answer whole(Site site, Original original, DeliveryRequest request) {
        boolean head = request.method().equals("HEAD");
        return switch (original) {
            case Original.InMemory(HotImage image) ->
                new Answer(
                        200,
                        image.full(site),
                        head ? Body.NONE : new Body.Memory(image.bytes()),
                        site.route(),
                        Source.MEMORY);
            case Original.Streamed image ->
                new Answer(
                        200,
                        AnswerHeaders.full(site, image.version(), "store"),
                        head ? Body.NONE : new Body.Stream(image.open(ByteRange.ALL)),
                        site.route(),
                        Source.STORE);
        };
    }

    private static Answer part(Site site, Original original, ByteRange range) {
        return switch (original) {
            case Original.InMemory(HotImage image) ->
                new Answer(
                        206,
                        AnswerHeaders.range(site, image.version(), range, "memory"),
                        new Body.Memory(image.bytes().slice((int) range.offset(), (int) range.length())),
                        site.route(),
                        Source.MEMORY);
            case Original.Streamed image ->
                new Answer(
                        206,
                        AnswerHeaders.range(site, image.version(), range, "store"),
                        new Body.Stream(image.open(range)),
                        site.route(),
                        Source.STORE);
        };
    }

    private static Answer parts(Site site, Original original, List<ByteRange> ranges) {
        MultipartRanges multipart = MultipartRanges.of(original.version(), ranges);
        Body body = original instanceof Original.InMemory(HotImage image)
                ? multipart.fromMemory(image.bytes())
                : multipart.fromStore();
        String source = original instanceof Original.InMemory ? "memory" : "store";
        return new Answer(
                206,
                AnswerHeaders.ranges(site, original.version(), multipart.boundary(), multipart.length(), source),
                body,
                site.route(),
                Source.valueOf(source.toUpperCase(Locale.ROOT)));
    }

    private static Answer with(Answer answer, Header header) {
        var fields = new ArrayList<>(answer.headers().fields());
        fields.add(header);
        return new Answer(answer.status(), new HeaderBlock(fields), answer.body(), answer.route(), answer.source());
    }
}
