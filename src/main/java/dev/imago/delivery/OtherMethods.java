package dev.imago.delivery;

import dev.imago.routing.Router;

/** What is answered to requests that are neither GET nor HEAD. Pure. */
final class OtherMethods {
    private OtherMethods() {}

    static Answer answer(Router<Site> router, DeliveryRequest request) {
        if (!request.method().equals("OPTIONS")) {
            return ProblemAnswer.methodNotAllowed();
        }
        return router.match(request.authority(), request.path())
                .map(match -> match.route().target())
                .map(site -> new Answer(
                        204,
                        new HeaderBlock(ImageCors.options(site.policy(), request)),
                        Body.NONE,
                        site.route(),
                        Answer.Source.NONE))
                .orElseGet(ProblemAnswer::unrouted);
    }
}
