package dev.imago.routing;

import java.util.Collection;
import java.util.Locale;
import java.util.TreeSet;

/**
 * What else than its address a decision about a request depends on: that of the rule that was found, and of all before it that are for the same
 * address. Another request of the same address may be decided otherwise.
 *
 * @param headers names of header fields, in lower case, in order, joined by commas; empty for none
 * @param client whether on the client's network
 * @param image whether on an image
 */
public record Dependence(String headers, boolean client, boolean image) {
    /** On the address alone. */
    public static final Dependence NONE = new Dependence("", false, false);

    /** What a client or cache can see of it: all but the state of images. */
    public Dependence ofRequest() {
        return image ? new Dependence(headers, client, false) : this;
    }

    Dependence and(Conditions conditions) {
        if (conditions.headers().isEmpty() && conditions.clients().isEmpty()) {
            return this;
        }
        return new Dependence(
                merged(conditions.headers().keySet()),
                client || !conditions.clients().isEmpty(),
                image);
    }

    Dependence onImage() {
        return new Dependence(headers, client, true);
    }

    private String merged(Collection<String> more) {
        var all = new TreeSet<String>();
        more.forEach(name -> all.add(name.toLowerCase(Locale.ROOT)));
        for (String name : headers.split(", ")) {
            if (!name.isEmpty()) {
                all.add(name);
            }
        }
        return String.join(", ", all);
    }
}
