package dev.imago.routing;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a rule took of a request.
 *
 * @param numbered what the path captured
 * @param named what has a name: captures, and {@code arg_NAME} for parameters of the query
 */
record Taken(List<String> numbered, Map<String, String> named) {
    String of(String reference) {
        return Character.isDigit(reference.charAt(0))
                ? numbered.get(Integer.parseInt(reference) - 1)
                : Optional.ofNullable(named.get(reference)).orElse("");
    }
}
