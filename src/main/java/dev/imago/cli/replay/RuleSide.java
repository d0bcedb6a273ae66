package dev.imago.cli.replay;

import dev.imago.image.Fault;
import dev.imago.routing.Action;
import dev.imago.routing.Match;
import dev.imago.routing.PlainRequest;
import dev.imago.routing.Redirection;
import dev.imago.routing.Router;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** The rules of a configuration: what they decide, without a look at images. A client without header fields, in no network, asks. */
public final class RuleSide implements Side {
    private final Router<List<String>> rules;
    private final Optional<String> host;

    /** @param host that is asked; otherwise that of the log, or {@code localhost} */
    public RuleSide(Router<List<String>> rules, Optional<String> host) {
        this.rules = rules;
        this.host = host;
    }

    @Override
    public Seen ask(Address address) {
        List<Match<List<String>>> possible;
        try {
            possible = rules.possible(request(address));
        } catch (Fault refused) {
            return seen("no image's address", Optional.empty());
        }
        String decision = possible.stream().map(RuleSide::decision).collect(Collectors.joining("; else "));
        boolean open = possible.isEmpty() || possible.getLast().route().when().onImage();
        String rest = open ? (possible.isEmpty() ? "no rule" : "; else no rule") : "";
        return seen(
                decision + rest,
                possible.stream().map(match -> match.route().name()).findFirst());
    }

    /** The first rule that may be for an address. */
    public Optional<String> rule(Address address) {
        return ask(address).rule();
    }

    private PlainRequest request(Address address) {
        return PlainRequest.of(host.or(address::host).orElse("localhost"), address.target());
    }

    private static Seen seen(String decision, Optional<String> rule) {
        return new Seen(0, Optional.of(decision), Optional.empty(), OptionalLong.empty(), Optional.empty(), rule);
    }

    private static String decision(Match<List<String>> match) {
        String words = match.route().when().imageWords();
        String condition = words.isEmpty() ? "" : "if " + words + ": ";
        return condition
                + switch (match.route().action()) {
                    case Action.Redirect(Redirection to) ->
                        to.status() + " to " + match.location().orElse("");
                    case Action.Gone() -> "410";
                    case Action.Serve _, Action.GoOn _ ->
                        match.keys().isEmpty() ? "no image" : match.key() + " of " + String.join(", ", match.target());
                };
    }
}
