package dev.imago.http.api.admin;

import dev.imago.adopt.Adoption;
import dev.imago.http.api.Access;
import dev.imago.http.api.Call;
import dev.imago.http.api.Endpoint;
import dev.imago.http.api.Parameters;
import dev.imago.http.api.Reply;
import dev.imago.image.KeyPrefix;
import java.util.Map;

/** {@code POST /v1/scan?prefix=…&accept-removals=true}: has folders compared with the catalog now. */
public final class Scans implements Endpoint {
    private final Access access;
    private final Map<String, Adoption> adoptions;

    /** Scans these stores, by name. */
    public Scans(Access access, Map<String, Adoption> adoptions) {
        this.access = access;
        this.adoptions = Map.copyOf(adoptions);
    }

    @Override
    public Reply handle(Call call) {
        KeyPrefix prefix = Parameters.prefix(call);
        access.require(call, Access.Right.ADMIN, prefix);
        boolean acceptRemovals =
                call.query().first("accept-removals").filter("true"::equals).isPresent();
        adoptions.values().forEach(adoption -> adoption.requestScan(prefix.text(), acceptRemovals));
        return Reply.json(
                        202,
                        Map.of("stores", adoptions.keySet().stream().sorted().toList()))
                .with("Location", "/v1/status");
    }
}
