package dev.imago.http.api.admin;

import dev.imago.config.ByteSize;
import dev.imago.config.Durations;
import dev.imago.http.api.Access;
import dev.imago.http.api.Api;
import dev.imago.http.api.Call;
import dev.imago.http.api.Parameters;
import dev.imago.http.api.Reply;
import dev.imago.image.Fault;
import dev.imago.migrate.Migration;
import dev.imago.migrate.Orders;
import dev.imago.migrate.Plan;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** {@code /v1/migrations}: moves images from one store to another, while they are read and written. */
public final class MigrationEndpoints {
    private static final int USUAL_CONCURRENCY = 8;
    private static final int MOST_CONCURRENCY = 256;

    private final Access access;
    private final Orders orders;
    private final MigrationSources sources;

    public MigrationEndpoints(Access access, Orders orders, MigrationSources sources) {
        this.access = access;
        this.orders = orders;
        this.sources = sources;
    }

    record Page(List<MigrationView> items) {}

    public void addTo(Api api) {
        api.add("POST", "/v1/migrations", this::start)
                .add("GET", "/v1/migrations", this::list)
                .add("GET", "/v1/migrations/{id}", this::show)
                .add("GET", "/v1/migrations/{id}/proof", this::proof)
                .add("POST", "/v1/migrations/{id}:{order}", this::order);
    }

    private Reply start(Call call) {
        access.require(call, Access.Right.ADMIN, Parameters.prefix(call).text());
        String to = target(call);
        MigrationSource source = source(call, to);
        Plan plan = new Plan(
                source.prefix(),
                source.store(),
                to,
                verify(call),
                rate(call),
                (int) Parameters.number(call, "concurrency", 1, MOST_CONCURRENCY, USUAL_CONCURRENCY),
                Optional.empty());
        Migration begun = flag(call, "lazy") ? orders.startLazily(plan) : orders.start(plan);
        return Reply.json(201, view(begun)).with("Location", "/v1/migrations/" + begun.id());
    }

    private MigrationSource source(Call call, String to) {
        Optional<String> route = call.query().first("route");
        Optional<String> from = call.query().first("from");
        String prefix = Parameters.prefix(call).text();
        if (route.isPresent() && !prefix.isEmpty()) {
            throw new Fault(Fault.Kind.INVALID, "A route has a prefix of its own: give route or prefix, not both.");
        }
        if (route.isPresent()) {
            return sources.ofRoute(route.get(), from);
        }
        return from.map(store -> new MigrationSource(prefix, store)).orElseGet(() -> sources.below(prefix, to));
    }

    private Reply list(Call call) {
        access.require(call, Access.Right.ADMIN, "");
        return Reply.json(new Page(orders.list().stream().map(this::view).toList()));
    }

    private Reply show(Call call) {
        access.require(call, Access.Right.ADMIN, "");
        Migration migration = orders.find(call.parameter("id"));
        boolean counted = flag(call, "lacking");
        return Reply.json(
                view(migration, Optional.of(migration).filter(_ -> counted).map(orders::lacking)));
    }

    private Reply order(Call call) {
        access.require(call, Access.Right.ADMIN, "");
        String id = call.parameter("id");
        Migration now = switch (call.parameter("order")) {
            case "pause" -> orders.pause(id, true);
            case "resume" -> flag(call, "backfill") ? orders.backfill(id) : orders.pause(id, false);
            case "cutover" ->
                orders.cutOver(
                        id,
                        (int) Parameters.number(call, "percent", 1, 100, 100),
                        Parameters.prefix(call).text());
            case "rollback" -> orders.rollBack(id);
            case "finish" -> orders.finish(id, removeAfter(call));
            default -> throw new Fault(Fault.Kind.ABSENT, "There is no such order for a migration.");
        };
        return Reply.json(view(now));
    }

    private Reply proof(Call call) {
        access.require(call, Access.Right.ADMIN, "");
        return Reply.lines(new MigrationProof(orders.proof(), orders.find(call.parameter("id"))));
    }

    private MigrationView view(Migration migration) {
        return view(migration, Optional.empty());
    }

    private MigrationView view(Migration migration, Optional<Orders.Lacking> lacking) {
        String id = migration.id();
        return MigrationView.of(migration, orders.failed(id), orders.failures(id), lacking);
    }

    private static String target(Call call) {
        return call.query()
                .first("to")
                .orElseThrow(
                        () -> new Fault(Fault.Kind.INVALID, "The parameter to names a store of the configuration."));
    }

    private static boolean flag(Call call, String name) {
        return call.query().first(name).equals(Optional.of("true"));
    }

    private static Plan.Verify verify(Call call) {
        String given = call.query().first("verify").orElse("full");
        return switch (given) {
            case "none", "sample", "full" -> Plan.Verify.valueOf(given.toUpperCase(Locale.ROOT));
            default ->
                throw new Fault(
                        Fault.Kind.INVALID, "The parameter verify is none, sample or full, not '" + given + "'.");
        };
    }

    private static long rate(Call call) {
        Optional<String> given = call.query().first("rate");
        try {
            long rate = given.map(ByteSize::parse).map(ByteSize::bytes).orElse(Long.MAX_VALUE);
            if (rate == 0) {
                throw new Fault(Fault.Kind.INVALID, "The parameter rate is at least 1 byte a second.");
            }
            return rate;
        } catch (IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "The parameter rate takes " + e.getMessage() + ".", e);
        }
    }

    private static Optional<Duration> removeAfter(Call call) {
        try {
            return call.query().first("remove-after").map(Durations::parse);
        } catch (IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "The parameter remove-after takes " + e.getMessage() + ".", e);
        }
    }
}
