package dev.imago.transform.query;

import dev.imago.image.Fault;
import dev.imago.image.PercentEncoding;
import java.util.ArrayList;
import java.util.List;

/** The pairs of a query in their order, names decoded, values not yet. */
final class RawQuery {
    /** A pair; a name without an equals sign has an empty value. */
    record Pair(String name, String rawValue) {}

    private RawQuery() {}

    static List<Pair> pairs(String query) {
        var pairs = new ArrayList<Pair>();
        for (String text : query.split("&")) {
            if (!text.isEmpty()) {
                int equals = text.indexOf('=');
                String name = equals < 0 ? text : text.substring(0, equals);
                pairs.add(new Pair(name(name), equals < 0 ? "" : text.substring(equals + 1)));
            }
        }
        return pairs;
    }

    /** A name that cannot be decoded is none that is known. */
    private static String name(String raw) {
        try {
            return decoded(raw);
        } catch (Fault undecodable) {
            return raw;
        }
    }

    /** @throws Fault of kind {@code INVALID} for what is not percent-encoded UTF-8 */
    static String decoded(String raw) {
        return PercentEncoding.decode(raw.replace('+', ' '));
    }
}
