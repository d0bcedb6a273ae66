package dev.imago.delivery;

import dev.imago.routing.Match;
import dev.imago.routing.Router;
import java.util.function.Predicate;

/** What is answered to requests that are neither GET nor HEAD. Pure. */
final class OtherMethods {
    private OtherMethods() {}

    static Answer answer(Router<Site> router, DeliveryRequest request, Predicate<Match<Site>> holds) {
        if (!request.method().equals("OPTIONS")) {
            return ProblemAnswer.methodNotAllowed();
        }
        return router.match(request, holds)
                .map(match -> match.target().under(match.dependence()))
                .map(site -> new Answer(
                        204,
                        new HeaderBlock(ImageCors.options(site.policy(), request)),
                        Body.NONE,
                        site.route(),
                        Answer.Source.NONE))
                .orElseGet(ProblemAnswer::unrouted);
    }
}
