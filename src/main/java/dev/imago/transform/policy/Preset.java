package dev.imago.transform.policy;

import dev.imago.image.Fault;
import dev.imago.transform.query.Parameter;
import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;

/**
 * A rendition with a name.
 *
 * @param text as it is configured
 * @param query what it asks for
 */
public record Preset(String text, TransformQuery query) {
    private static final String EXPECTED = "parameters of a rendition, such as w=400&h=300&fit=cover";

    /** Parses parameters as they stand in an address; the message of the exception says what is expected. */
    public static Preset parse(String text) {
        TransformQuery query;
        try {
            query = TransformQuery.parse(text);
            if (!query.has(Parameters.PRESET)) {
                query.transform();
            }
        } catch (Fault refused) {
            throw new IllegalArgumentException(EXPECTED + " (" + refused.message() + ")", refused);
        }
        if (query.empty()) {
            throw new IllegalArgumentException(EXPECTED);
        }
        for (Parameter<?> parameter : query.parameters()) {
            if (parameter == Parameters.PRESET || Parameters.SIGNATURE.contains(parameter)) {
                throw new IllegalArgumentException(EXPECTED + ", without " + parameter.name());
            }
        }
        return new Preset(text, query);
    }

    @Override
    public String toString() {
        return text;
    }
}
