package dev.imago.routing;

import dev.imago.image.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Why a request is led where it is led.
 *
 * @param rules all, in their order
 * @param match what it is led to
 * @param refused why its path can be no image's
 */
public record Explanation<T>(List<Rule> rules, Optional<Match<T>> match, Optional<Fault> refused) {
    /** What became of a rule. */
    public enum Verdict {
        /** It is not for this request. */
        PASSED,
        /** It rewrote the path, and left the rest to those behind. */
        REWROTE,
        /** Whether it is cannot be told without looking at images. */
        DEPENDS,
        /** It decided. */
        MATCHED,
        /** One before it decided. */
        NOT_ASKED
    }

    /** One rule, what became of it, and why. */
    public record Rule(String name, Verdict verdict, String why) {}

    /** @param holds whether the conditions of a match on its image hold; empty where nobody can tell */
    public static <T> Explanation<T> of(
            Router<T> router, RouteRequest request, Function<Match<T>, Optional<Boolean>> holds) {
        var rules = new ArrayList<Rule>();
        var walk = new Walk<T>(request);
        Optional<Match<T>> decided = Optional.empty();
        try {
            for (Route<T> route : router.routes()) {
                if (decided.isPresent()) {
                    rules.add(new Rule(route.name(), Verdict.NOT_ASKED, "an earlier rule decided"));
                    continue;
                }
                switch (walk.at(route)) {
                    case Finding.Missed<T> missed -> rules.add(new Rule(route.name(), Verdict.PASSED, missed.why()));
                    case Finding.WentOn<T>(String path) ->
                        rules.add(new Rule(route.name(), Verdict.REWROTE, "the path is " + path + " from here on"));
                    case Finding.Led<T>(Match<T> match) -> {
                        Rule rule = led(match, route.when().onImage() ? holds.apply(match) : Optional.of(true));
                        rules.add(rule);
                        decided = rule.verdict() == Verdict.MATCHED ? Optional.of(match) : decided;
                    }
                }
            }
        } catch (Fault refused) {
            return new Explanation<>(rules, Optional.empty(), Optional.of(refused));
        }
        Optional<Fault> undecodable = decided.isPresent() ? Optional.empty() : walk.undecodable();
        return new Explanation<>(rules, decided.filter(Router::leadsSomewhere), undecodable);
    }

    private static Rule led(Match<?> match, Optional<Boolean> holds) {
        Conditions when = match.route().when();
        String wanted = when.onImage() ? "the image " + match.keys() + " is to be so: " + when.imageWords() : "";
        if (holds.isEmpty()) {
            return new Rule(match.route().name(), Verdict.DEPENDS, wanted);
        }
        if (!holds.get()) {
            return new Rule(match.route().name(), Verdict.PASSED, "not so: " + wanted);
        }
        return new Rule(
                match.route().name(),
                Verdict.MATCHED,
                "host, path" + (when.none() ? "" : " and conditions") + " match");
    }
}
