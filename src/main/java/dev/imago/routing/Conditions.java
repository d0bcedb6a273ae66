package dev.imago.routing;

import dev.imago.config.Check;
import dev.imago.config.Checked;
import dev.imago.config.Network;
import dev.imago.config.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What else has to hold for a rule, beside host and path. All of it has to. */
public record Conditions(
        @Setting(
                doc =
                        "Parameters of the query, by name: a text in which `*` stands for any characters (`\"*\"`: it is there), `~ expression`, `~* expression` whatever the case; with `!` before it, what it must not be (`\"!*\"`: it is not there). Of several with a name the first counts.")
        Map<String, ValuePattern> query,

        @Setting(
                doc =
                        "Header fields of the request, by name, as for `query`. What depends on them is answered with `Vary`.")
        Map<String, ValuePattern> headers,

        @Setting(
                doc =
                        "Networks of clients, as seen behind trusted proxies. What depends on them is `Cache-Control: private`.",
                example = "10.0.0.0/8")
        List<Network> clients,

        @Setting(
                doc =
                        "Whether the image `exists` in one of the rule's stores, or is `missing` in all of them. Of what depends on it a redirect and a 410 are not kept by caches.",
                example = "missing")
        Optional<Presence> image,

        @Setting(doc = "The image exists and was last changed before so long.", example = "365d")
        Optional<Duration> olderThan,

        @Setting(doc = "The image exists and was last changed within so long.", example = "7d")
        Optional<Duration> newerThan)
        implements Checked {
    /** Whether an image is to be there. */
    public enum Presence {
        EXISTS,
        MISSING
    }

    /** A value that is not as it should be. */
    record Wrong(String name, ValuePattern wanted, Optional<String> found) {}

    /** None at all. */
    public static final Conditions NONE =
            new Conditions(Map.of(), Map.of(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}";

    public Conditions {
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
        clients = List.copyOf(clients);
    }

    @Override
    public void check(Check check) {
        headers.keySet().stream()
                .filter(name -> !name.matches(TOKEN))
                .forEach(name -> check.refuse("headers", "names of header fields (RFC 9110 §5.1), not '" + name + "'"));
        boolean aged = olderThan.isPresent() || newerThan.isPresent();
        if (aged && image.filter(Presence.MISSING::equals).isPresent()) {
            check.refuse("image", "`exists` or nothing, as what is missing has no age");
        }
    }

    /** Whether it depends on the image, not on the request alone. */
    public boolean onImage() {
        return image.isPresent() || olderThan.isPresent() || newerThan.isPresent();
    }

    /** Whether there are none. */
    public boolean none() {
        return !onRequest() && !onImage();
    }

    boolean onRequest() {
        return !query.isEmpty() || !headers.isEmpty() || !clients.isEmpty();
    }

    /**
     * Whether those on the image hold.
     *
     * @param modified when the image was last changed; empty where there is none
     */
    public boolean hold(Optional<Instant> modified, Instant now) {
        if (modified.isEmpty()) {
            return !onImage() || image.filter(Presence.MISSING::equals).isPresent();
        }
        Duration age = Duration.between(modified.get(), now);
        return image.filter(Presence.MISSING::equals).isEmpty()
                && olderThan.filter(least -> age.compareTo(least) <= 0).isEmpty()
                && newerThan.filter(most -> age.compareTo(most) >= 0).isEmpty();
    }

    boolean fromHere(RouteRequest request) {
        return clients.isEmpty() || clients.stream().anyMatch(request::from);
    }

    /** The first parameter that is not as it should be. */
    Optional<Wrong> wrongParameter(QueryValues values) {
        return wrong(query, values::value);
    }

    /** The first header field that is not as it should be. */
    Optional<Wrong> wrongHeader(RouteRequest request) {
        return wrong(headers, request::header);
    }

    private static Optional<Wrong> wrong(Map<String, ValuePattern> wanted, Function<String, Optional<String>> values) {
        return wanted.entrySet().stream()
                .filter(one -> !one.getValue().matches(values.apply(one.getKey())))
                .map(one -> new Wrong(one.getKey(), one.getValue(), values.apply(one.getKey())))
                .min(Comparator.comparing(Wrong::name));
    }

    /** Those on the image, in words. */
    public String imageWords() {
        String words = image.map(presence -> presence == Presence.EXISTS ? "it exists" : "it is missing")
                .orElse("");
        words += olderThan.map(age -> (", it is older than " + age)).orElse("");
        words += newerThan.map(age -> (", it is newer than " + age)).orElse("");
        return words.startsWith(", ") ? words.substring(2) : words;
    }
}
