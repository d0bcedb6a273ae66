package dev.imago.http.api;

import dev.imago.image.PercentEncoding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A parsed query ({@code application/x-www-form-urlencoded}). Immutable. */
public final class QueryString implements Call.Query {
    private final Map<String, List<String>> values = new LinkedHashMap<>();

    /**
     * Parses what follows the question mark.
     *
     * @throws dev.imago.image.Fault of kind {@code INVALID} if it is not percent-encoded UTF-8
     */
    public static QueryString parse(String raw) {
        QueryString query = new QueryString();
        for (String pair : raw.split("&")) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                query.values
                        .computeIfAbsent(decode(name), n -> new ArrayList<>())
                        .add(decode(value));
            }
        }
        return query;
    }

    private static String decode(String text) {
        return PercentEncoding.decode(text.replace('+', ' '));
    }

    @Override
    public Optional<String> first(String name) {
        return all(name).stream().findFirst();
    }

    @Override
    public List<String> all(String name) {
        return List.copyOf(values.getOrDefault(name, List.of()));
    }

    @Override
    public List<String> names() {
        return List.copyOf(values.keySet());
    }
}
