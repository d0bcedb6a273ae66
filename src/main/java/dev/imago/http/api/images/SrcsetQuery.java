package dev.imago.http.api.images;

import dev.imago.http.api.Call;
import dev.imago.image.Fault;
import dev.imago.image.PercentEncoding;
import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;
import dev.imago.transform.srcset.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code :srcset} is asked for: the parameters of a rendition as in its address, but that {@code w} takes several widths; and
 * {@code sizes} and {@code alt} of the element.
 */
record SrcsetQuery(Place place, String alt) {
    private static final int MOST_WIDTHS = 32;
    private static final int LONGEST_TEXT = 2000;

    /** @throws Fault of kind {@code INVALID} that names the parameter and what it takes */
    static SrcsetQuery of(Call call) {
        Optional<String> sizes = text(call, "sizes").filter(text -> !text.isBlank());
        String alt = text(call, "alt").orElse("");
        List<Integer> widths = widths(call);
        TransformQuery asked = TransformQuery.parse(rendition(call, widths));
        if (asked.has(Parameters.SIG) || asked.has(Parameters.KID)) {
            throw new Fault(Fault.Kind.INVALID, "The parameters sig and kid have no place here: the server signs.");
        }
        return new SrcsetQuery(new Place(asked, widths, sizes), alt);
    }

    private static Optional<String> text(Call call, String name) {
        List<String> given = call.query().all(name);
        boolean sound = given.size() <= 1
                && given.stream()
                        .allMatch(text ->
                                text.length() <= LONGEST_TEXT && text.chars().noneMatch(Character::isISOControl));
        if (!sound) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    "The parameter " + name + " takes one text of at most " + LONGEST_TEXT
                            + " characters without control characters.");
        }
        return given.stream().findFirst();
    }

    /** Several widths; none if one or none is given, which stays among the parameters of the rendition. */
    private static List<Integer> widths(Call call) {
        String given = call.query().first(Parameters.W.name()).orElse("");
        if (given.indexOf(',') < 0) {
            return List.of();
        }
        String[] each = given.split(",", -1);
        if (each.length > MOST_WIDTHS) {
            throw new Fault(Fault.Kind.INVALID, "The parameter w takes at most " + MOST_WIDTHS + " widths.");
        }
        var widths = new ArrayList<Integer>();
        for (String width : each) {
            TransformQuery one = TransformQuery.parse("w=" + PercentEncoding.encodeQuery(width));
            widths.add(one.get(Parameters.W).orElseThrow());
        }
        return widths;
    }

    /** As it would stand in an address. */
    private static String rendition(Call call, List<Integer> widths) {
        var pairs = new ArrayList<String>();
        for (String name : call.query().names()) {
            for (String value : call.query().all(name)) {
                boolean first = name.equals(Parameters.W.name()) && !widths.isEmpty();
                if (!name.equals("sizes") && !name.equals("alt")) {
                    pairs.add(PercentEncoding.encodeQuery(name) + "="
                            + PercentEncoding.encodeQuery(
                                    first ? widths.getFirst().toString() : value));
                }
            }
        }
        return String.join("&", pairs);
    }
}
