package dev.imago.http.api.admin;

import dev.imago.http.api.Access;
import dev.imago.http.api.Call;
import dev.imago.http.api.Endpoint;
import dev.imago.http.api.Reply;
import dev.imago.image.Fault;
import dev.imago.routing.Explained;
import dev.imago.routing.PlainRequest;
import dev.imago.routing.RouteRequest;
import java.util.function.Function;

/** {@code GET /v1/routes:explain?url=…}: what the public listener would do with a request, and why. */
public final class RouteExplanations implements Endpoint {
    private final Access access;
    private final Function<RouteRequest, Explained> explain;

    public RouteExplanations(Access access, Function<RouteRequest, Explained> explain) {
        this.access = access;
        this.explain = explain;
    }

    @Override
    public Reply handle(Call call) {
        access.require(call, Access.Right.ADMIN, "");
        String url = call.query()
                .first("url")
                .orElseThrow(() ->
                        new Fault(Fault.Kind.INVALID, "The parameter url is missing: path and query, or an address."));
        PlainRequest request = PlainRequest.parse(
                url,
                call.query().first("host"),
                call.query().all("header"),
                call.query().first("client"));
        return Reply.json(explain.apply(request));
    }
}
