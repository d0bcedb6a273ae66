package dev.imago.cli;

import dev.imago.cli.terminal.Sizes;
import dev.imago.cli.terminal.Table;
import dev.imago.cli.terminal.Terminal;
import dev.imago.routing.Explained;
import java.util.Locale;
import java.util.Optional;

/** An explanation as people read it. */
record ExplainedText(Terminal terminal) {
    void print(Explained explained) {
        var rules = new Table("RULE", "", "WHY");
        explained.rules().forEach(rule -> rules.row(rule.name(), rule.verdict(), rule.why()));
        rules.lines().forEach(terminal::say);
        terminal.say("");
        line("address", Optional.of(explained.address()));
        line("outcome", Optional.of(outcome(explained)));
        line("rule", explained.route());
        line("key", explained.key());
        explained.otherKeys().forEach(key -> line("or key", Optional.of(key)));
        line("location", explained.location());
        line("stores", Optional.of(String.join(", ", explained.stores())).filter(names -> !names.isEmpty()));
        explained.places().forEach(place -> line("looked", Optional.of(text(place))));
        line("source", explained.source());
        line("cache-control", explained.cacheControl());
        line("vary", explained.vary());
        line("problem", explained.problem());
    }

    private static String outcome(Explained explained) {
        String status = explained.status().map(code -> " (" + code + ")").orElse("");
        return switch (explained.outcome()) {
            case "none" -> "no rule is for it: 404";
            case "invalid" -> "no image can have this path: 400";
            default -> explained.outcome() + status;
        };
    }

    private static String text(Explained.Place place) {
        String found = place.problem()
                .map(problem -> "no answer: " + problem)
                .orElseGet(() -> place.present().orElse(false) ? "is there" : "is not there");
        return place.key() + " in " + place.store() + " (" + place.by() + "): " + found
                + place.size().map(size -> ", " + Sizes.bytes(size)).orElse("")
                + place.modified().map(time -> ", of " + Values.time(time)).orElse("");
    }

    private void line(String name, Optional<String> value) {
        value.ifPresent(text -> terminal.say(Terminal.harmless(String.format(Locale.ROOT, "%-14s %s", name, text))));
    }
}
