package dev.imago.routing;

import dev.imago.image.Fault;
import dev.imago.image.PercentEncoding;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The parameters of a query, decoded; of several with a name the first, as nginx has it in {@code $arg_name}. */
record QueryValues(Map<String, String> values) {
    private static final QueryValues NONE = new QueryValues(Map.of());

    /** More are not looked at: nobody means them. */
    private static final int MOST = 200;

    static QueryValues of(Optional<String> raw) {
        if (raw.isEmpty() || raw.get().isEmpty()) {
            return NONE;
        }
        var values = new HashMap<String, String>();
        for (String pair : raw.get().split("&", MOST)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            values.putIfAbsent(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
        return new QueryValues(values);
    }

    private static String decoded(String text) {
        try {
            return PercentEncoding.decode(text.replace('+', ' '));
        } catch (Fault asItStands) {
            return text;
        }
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }
}
