package dev.imago.delivery;

import dev.imago.image.Format;
import dev.imago.image.ImageKey;
import dev.imago.routing.LegacyRules;
import dev.imago.transform.OutputFormat;
import dev.imago.transform.Transform;
import dev.imago.transform.negotiate.Accept;
import dev.imago.transform.negotiate.HintSettings;
import dev.imago.transform.negotiate.Hints;
import dev.imago.transform.negotiate.Variant;
import dev.imago.transform.policy.RenditionPolicy;
import dev.imago.transform.policy.Wanted;
import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Has the configured policy decide which renditions are made, and the client's words in which format. Thread-safe. */
public final class PolicyRules implements RenditionRules {
    /** Browsers send few different values; other clients may invent more. */
    private static final int MOST_VARIANTS = 512;

    /** What is written everywhere. */
    private static final Set<OutputFormat> ALWAYS = Set.of(OutputFormat.JPEG, OutputFormat.PNG);

    private final RenditionPolicy policy;
    private final HintSettings hints;
    private final Supplier<Optional<Set<OutputFormat>>> available;
    private final LegacyRules legacy;
    private final Clock clock;
    private final Map<String, Variant> variants = new ConcurrentHashMap<>();

    /**
     * Rules of one route.
     *
     * @param available the formats that can be written here; empty while that is not known
     * @param legacy old addresses of renditions
     */
    public PolicyRules(
            RenditionPolicy policy,
            HintSettings hints,
            Supplier<Optional<Set<OutputFormat>>> available,
            LegacyRules legacy,
            Clock clock) {
        this.policy = policy;
        this.hints = hints;
        this.available = available;
        this.legacy = legacy;
        this.clock = clock;
    }

    @Override
    public Optional<Wish> wish(String path, String query) {
        if (!policy.offered() || !TransformQuery.asks(query)) {
            return Optional.empty();
        }
        return Optional.of(request -> policy.of(path, query, hintsOf(request), clock.instant())
                .map(wanted -> chosen(wanted, request))
                .orElseThrow());
    }

    @Override
    public Optional<Instead> instead(ImageKey key) {
        return legacy.of("/" + key)
                .map(old -> new Instead(
                        ImageKey.of(old.path().substring(1)),
                        request -> chosen(policy.ofRule(old.query(), hintsOf(request)), request)));
    }

    @Override
    public List<Chosen> ofPreset(String name, double density) {
        TransformQuery query =
                TransformQuery.NOTHING.with(Parameters.PRESET, name).with(Parameters.DPR, density);
        Wanted wanted = policy.ofRule(query.text(), Hints.NONE);
        return wanted.negotiated()
                ? Stream.of(Variant.values())
                        .map(variant -> negotiated(wanted, variant))
                        .toList()
                : List.of(fixed(wanted));
    }

    @Override
    public Optional<String> acceptCh() {
        return policy.offered() ? policy.hintRules().acceptCh() : Optional.empty();
    }

    private Hints hintsOf(DeliveryRequest request) {
        return hints.equals(HintSettings.NONE) ? Hints.NONE : Hints.of(hints, request::header);
    }

    private Chosen chosen(Wanted wanted, DeliveryRequest request) {
        return wanted.negotiated() ? negotiated(wanted, variant(request)) : fixed(wanted);
    }

    private Chosen fixed(Wanted wanted) {
        return new Chosen(name(wanted), vary(wanted), original -> allowed(original, wanted.transform()));
    }

    private Chosen negotiated(Wanted wanted, Variant variant) {
        return new Chosen(
                name(wanted) + ' ' + variant,
                vary(wanted),
                original -> allowed(original, wanted.as(format(variant, original))));
    }

    /** The same picture may be had by addresses that depend on more of the request than others, and has to say so for each. */
    private static String name(Wanted wanted) {
        return TransformQuery.of(wanted.transform()).text() + ' ' + vary(wanted).orElse("");
    }

    private static Optional<String> vary(Wanted wanted) {
        return wanted.vary().isEmpty() ? Optional.empty() : Optional.of(String.join(", ", wanted.vary()));
    }

    private Transform allowed(Format original, Transform transform) {
        policy.requireAllowed(original);
        return transform;
    }

    /** Whether an image moves or shows through is not known before it is read, so what may be so is taken to be. */
    private Optional<OutputFormat> format(Variant variant, Format original) {
        boolean mayMove = original == Format.GIF || original == Format.WEBP;
        return variant.format(
                original,
                variant == Variant.AVIF && mayMove,
                true,
                available.get().orElse(ALWAYS));
    }

    private Variant variant(DeliveryRequest request) {
        String accept = request.header("Accept").orElse("");
        Variant known = variants.get(accept);
        if (known != null) {
            return known;
        }
        Optional<Set<OutputFormat>> formats = available.get();
        Variant variant = Variant.of(Accept.parse(Optional.of(accept)), formats.orElse(ALWAYS));
        if (formats.isPresent() && variants.size() < MOST_VARIANTS) {
            variants.put(accept, variant);
        }
        return variant;
    }
}
