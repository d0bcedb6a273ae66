package dev.imago.routing;

import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.Setting;
import java.util.List;

/** Sends the client to another address (RFC 9110 §15.4). */
public record Redirection(
        @Setting(
                doc =
                        "Where to: a path, or an address with scheme and host. `$1` is what the first wildcard or group of the path captured, `${name}` a group with a name, `${arg_name}` a parameter of the query that `when.query` wants to be there.",
                example = "https://img.example.com/upload/$1")
        Target to,

        @Setting(
                doc =
                        "301 or 308 for good, 302 or 307 for now. Clients may change the method after 301 and 302, not after 307 and 308. Those for good are kept by caches as long as `delivery.max-age` says, those for now not at all.",
                byDefault = "301")
        int status,

        @Setting(doc = "Whether the query of the request goes along.", byDefault = "true")
        boolean keepQuery)
        implements Checked {
    private static final List<Integer> STATUSES = List.of(301, 302, 307, 308);

    @Override
    public void check(Check check) {
        if (!STATUSES.contains(status)) {
            check.refuse("status", "301, 302, 307 or 308");
        }
    }

    /** Whether it holds for good. */
    public boolean permanent() {
        return status == 301 || status == 308;
    }
}
