package dev.imago.delivery;

import dev.imago.delivery.Answer.Source;
import dev.imago.routing.Match;
import dev.imago.routing.Redirection;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer that sends a client elsewhere (RFC 9110 §15.4). One for good is kept as long as an image of its site; one for now, or one that depends
 * on what is in a store, is not kept at all. It has no content: who cannot follow it has nothing to show.
 */
final class RedirectAnswer {
    private static final Header EMPTY = new Header("Content-Length", "0");

    private RedirectAnswer() {}

    static Answer of(Match<Site> match, Redirection redirection) {
        Site site = match.target();
        var headers = new ArrayList<Header>();
        headers.add(new Header("Location", match.location().orElseThrow()));
        headers.add(EMPTY);
        headers.addAll(caching(match, redirection));
        headers.add(AnswerHeaders.NO_SNIFF);
        headers.addAll(site.everyAnswer());
        return new Answer(redirection.status(), new HeaderBlock(headers), Body.NONE, site.route(), Source.NONE);
    }

    private static List<Header> caching(Match<Site> match, Redirection redirection) {
        return redirection.permanent() && !match.dependence().image()
                ? match.target().caching()
                : List.of(new Header("Cache-Control", CacheControl.NO_STORE));
    }
}
