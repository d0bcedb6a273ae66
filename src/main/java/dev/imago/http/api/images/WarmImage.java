package dev.imago.http.api.images;

import dev.imago.delivery.Warmed;
import dev.imago.delivery.Warming;
import dev.imago.http.api.Access;
import dev.imago.http.api.Access.Right;
import dev.imago.http.api.Call;
import dev.imago.http.api.Parameters;
import dev.imago.http.api.Reply;
import dev.imago.image.Fault;
import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code POST /v1/images/{key}:warm?preset=&dpr=}: has renditions made before somebody asks for them. */
final class WarmImage {
    private static final int MOST_PRESETS = 50;
    private static final int MOST_DENSITIES = 8;
    private static final double DENSEST = 8;

    private final Warming warming;
    private final Access access;

    WarmImage(Warming warming, Access access) {
        this.warming = warming;
        this.access = access;
    }

    /**
     * What became of a rendition.
     *
     * @param what its canonical query
     * @param outcome made, there or failed
     * @param type media type; absent if it failed
     * @param size in bytes; absent if it failed
     */
    record Rendition(
            String what, String outcome, Optional<String> type, Optional<Long> size, Optional<String> problem) {
        static Rendition of(Warmed warmed) {
            return new Rendition(
                    warmed.what(),
                    warmed.outcome().name().toLowerCase(Locale.ROOT),
                    warmed.format().map(Format::mediaType),
                    warmed.format().map(_ -> warmed.bytes()),
                    warmed.failure().map(Fault::message));
        }
    }

    /** What became of all of them. */
    record Result(String key, long made, long there, long failed, List<Rendition> renditions) {
        static Result of(ImageKey key, List<Warmed> all) {
            return new Result(
                    key.value(),
                    count(all, Warmed.Outcome.MADE),
                    count(all, Warmed.Outcome.THERE),
                    count(all, Warmed.Outcome.FAILED),
                    all.stream().map(Rendition::of).toList());
        }

        private static long count(List<Warmed> all, Warmed.Outcome outcome) {
            return all.stream().filter(warmed -> warmed.outcome() == outcome).count();
        }
    }

    Reply warm(Call call) {
        ImageKey key = Parameters.key(call);
        access.require(call, Right.WRITE, key);
        List<String> presets = call.query().all("preset");
        if (presets.isEmpty() || presets.size() > MOST_PRESETS) {
            throw new Fault(Fault.Kind.INVALID, "Name what to make: preset= once to " + MOST_PRESETS + " times.");
        }
        return warming.warm(key, presets, densities(call.query().all("dpr")))
                .map(all -> Reply.json(Result.of(key, all)).with("Cache-Control", "no-store"))
                .orElseThrow(() -> new Fault(Fault.Kind.ABSENT, "There is no image " + key + "."));
    }

    private static List<Double> densities(List<String> given) {
        if (given.size() > MOST_DENSITIES) {
            throw new Fault(Fault.Kind.INVALID, "dpr= may stand there " + MOST_DENSITIES + " times at most.");
        }
        return given.isEmpty()
                ? List.of(1.0)
                : given.stream().map(WarmImage::density).toList();
    }

    private static double density(String text) {
        try {
            double density = Double.parseDouble(text);
            if (density > 0 && density <= DENSEST) {
                return density;
            }
        } catch (NumberFormatException e) {
            // The same refusal.
        }
        throw new Fault(Fault.Kind.INVALID, "dpr takes a number above 0, up to 8, not '" + text + "'.");
    }
}
