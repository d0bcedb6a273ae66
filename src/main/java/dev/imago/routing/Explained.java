package dev.imago.routing;

import dev.imago.image.Fault;
import dev.imago.image.ImageKey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An explanation for people and programs.
 *
 * @param outcome {@code image}, {@code redirect}, {@code gone}, {@code none} or {@code invalid}
 * @param status of the redirect or the 410
 * @param otherKeys that are meant if there is no image of the first
 * @param stores that the rule leads to, in order
 * @param places where the image was looked for; none where nobody looked
 * @param source where its bytes would come from: {@code memory}, the name of a store, or {@code none}
 * @param vary header fields of the request that decided, too
 * @param problem why the address can be no image's
 */
public record Explained(
        String address,
        List<Rule> rules,
        String outcome,
        Optional<String> route,
        Optional<Integer> status,
        Optional<String> key,
        List<String> otherKeys,
        Optional<String> location,
        List<String> stores,
        List<Place> places,
        Optional<String> source,
        Optional<String> vary,
        Optional<String> cacheControl,
        Optional<String> problem) {
    /** What became of a rule: {@code passed}, {@code rewrote}, {@code depends}, {@code matched} or {@code not-asked}; and why. */
    public record Rule(String name, String verdict, String why) {}

    /**
     * A look at a place.
     *
     * @param by who says that the image may be there: {@code catalog} or {@code route}
     * @param present absent where the store did not answer
     */
    public record Place(
            String store,
            String key,
            String by,
            Optional<Boolean> present,
            Optional<Long> size,
            Optional<Instant> modified,
            Optional<String> problem) {}

    /** What the rules alone say. */
    public static <T> Explained of(RouteRequest request, Explanation<T> explanation, List<String> stores) {
        Optional<Match<T>> match = explanation.match();
        List<ImageKey> keys = match.map(Match::keys).orElse(List.of());
        return new Explained(
                request.authority()
                        + request.path()
                        + request.query().map(query -> "?" + query).orElse(""),
                explanation.rules().stream().map(Explained::rule).toList(),
                outcome(explanation),
                match.map(found -> found.route().name()),
                match.flatMap(found -> status(found.route().action())),
                keys.stream().map(ImageKey::toString).findFirst(),
                keys.stream().skip(1).map(ImageKey::toString).toList(),
                match.flatMap(Match::location),
                stores,
                List.of(),
                Optional.empty(),
                match.map(found -> found.dependence().headers()).filter(fields -> !fields.isEmpty()),
                Optional.empty(),
                explanation.refused().map(Fault::message));
    }

    private static Rule rule(Explanation.Rule rule) {
        String verdict = rule.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Rule(rule.name(), verdict, rule.why());
    }

    private static <T> String outcome(Explanation<T> explanation) {
        if (explanation.refused().isPresent()) {
            return "invalid";
        }
        return explanation
                .match()
                .map(match -> switch (match.route().action()) {
                    case Action.Serve _, Action.GoOn _ -> "image";
                    case Action.Redirect _ -> "redirect";
                    case Action.Gone _ -> "gone";
                })
                .orElse("none");
    }

    private static Optional<Integer> status(Action action) {
        return switch (action) {
            case Action.Serve _, Action.GoOn _ -> Optional.empty();
            case Action.Redirect(Redirection redirection) -> Optional.of(redirection.status());
            case Action.Gone _ -> Optional.of(410);
        };
    }

    /** With what a look at stores said. */
    public Explained with(List<Place> looked, Optional<String> from, Optional<String> caching) {
        return new Explained(
                address, rules, outcome, route, status, key, otherKeys, location, stores, looked, from, vary, caching,
                problem);
    }
}
