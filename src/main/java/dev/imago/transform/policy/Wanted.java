package dev.imago.transform.policy;

import dev.imago.transform.OutputFormat;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Output;
import dev.imago.transform.query.Canonical;
import dev.imago.transform.query.FormatWish;
import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;
import java.util.List;
import java.util.Optional;

/**
 * A rendition that is to be made.
 *
 * @param transform in its canonical form
 * @param negotiated whether its format is yet to be chosen by what the client takes
 * @param vary the names of the request's headers that it depends on, for {@code Vary}
 */
public record Wanted(Transform transform, boolean negotiated, List<String> vary) {
    public Wanted {
        vary = List.copyOf(vary);
    }

    /** What asks for it, in one form; without the preset that it may have come from. */
    public String query() {
        TransformQuery query = TransformQuery.of(transform);
        return (negotiated ? query.with(Parameters.FORMAT, FormatWish.AUTO) : query).text();
    }

    /** What is made, once the format is chosen; empty: that of the original. */
    public Transform as(Optional<OutputFormat> format) {
        return Canonical.of(transform.with(new Output(format, transform.output().quality())));
    }
}
