package dev.imago.transform.query;

import dev.imago.config.Names;
import dev.imago.image.Fault;
import dev.imago.image.PercentEncoding;
import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the query of an address asks for: some parameters with their values. Immutable; the order in which they were written is
 * forgotten. A query without any parameter of a rendition means the original, and whatever stands in it is ignored, such as the
 * {@code v=3} of a page that wants a fresh copy. With one, every other has to be known, since a misspelt name would give another
 * picture in silence.
 */
public final class TransformQuery {
    /** The original. */
    public static final TransformQuery NOTHING = new TransformQuery(Map.of());

    /** Shorter names are like any other short name, and the time to compare longer ones is nobody's. */
    private static final int SHORTEST_ALIKE = 3;

    private static final int LONGEST_ALIKE = 40;
    private static final Map<String, Parameter<?>> BY_NAME =
            Parameters.all().collect(Collectors.toUnmodifiableMap(Parameter::name, parameter -> parameter));

    private final Map<Parameter<?>, Object> values;

    private TransformQuery(Map<Parameter<?>, Object> values) {
        this.values = Map.copyOf(values);
    }

    /**
     * Parses what follows the question mark.
     *
     * @throws Fault of kind {@code INVALID} that names the parameter and what it takes
     */
    public static TransformQuery parse(String query) {
        List<RawQuery.Pair> pairs = RawQuery.pairs(query);
        if (pairs.stream().noneMatch(TransformQuery::asksForRendition)) {
            return NOTHING;
        }
        var values = new LinkedHashMap<Parameter<?>, Object>();
        for (RawQuery.Pair pair : pairs) {
            Parameter<?> parameter = BY_NAME.get(pair.name());
            if (parameter == null) {
                throw unknown(pair.name());
            }
            if (values.put(parameter, value(parameter, pair.rawValue())) != null) {
                throw parameter.refused("and that once, not twice");
            }
        }
        return new TransformQuery(values);
    }

    /** Whether a query asks for more than the original, for all that a look at the names tells. */
    public static boolean asks(String query) {
        return RawQuery.pairs(query).stream().anyMatch(TransformQuery::asksForRendition);
    }

    private static boolean asksForRendition(RawQuery.Pair pair) {
        Parameter<?> parameter = BY_NAME.get(pair.name());
        return parameter != null && Parameters.RENDITION.contains(parameter);
    }

    private static Object value(Parameter<?> parameter, String raw) {
        String text;
        try {
            text = RawQuery.decoded(raw);
        } catch (Fault undecodable) {
            throw parameter.refused("in percent-encoded UTF-8");
        }
        return parameter.read(text);
    }

    private static Fault unknown(String name) {
        String hint = closest(name)
                .map(known -> " Did you mean " + known.name() + "? It takes " + known.takes() + ".")
                .orElse("");
        return new Fault(
                Fault.Kind.INVALID,
                "There is no parameter '" + Parameter.shown(name) + "'."
                        + (hint.isEmpty() ? " There are " + names(Parameters.RENDITION) + "." : hint));
    }

    /** The parameter that a name most likely stands for, by its own name or by what others call it. */
    private static Optional<Parameter<?>> closest(String name) {
        List<String> names = Parameters.all()
                .flatMap(parameter -> Stream.concat(Stream.of(parameter.name()), parameter.elsewhere().stream()))
                .toList();
        boolean comparable = name.length() >= SHORTEST_ALIKE && name.length() <= LONGEST_ALIKE;
        Optional<String> alike = comparable ? Names.closest(name, names) : Optional.of(name);
        return alike.flatMap(found -> Parameters.all()
                .filter(parameter ->
                        parameter.name().equals(found) || parameter.elsewhere().contains(found))
                .findFirst());
    }

    private static String names(List<Parameter<?>> parameters) {
        return parameters.stream().map(Parameter::name).collect(Collectors.joining(", "));
    }

    /** What asks for a transform, as short as it can be said. */
    public static TransformQuery of(Transform transform) {
        Transform canonical = Canonical.of(transform);
        var values = new LinkedHashMap<Parameter<?>, Object>();
        for (Parameter<?> parameter : Parameters.RENDITION) {
            parameter.in(canonical).ifPresent(value -> values.put(parameter, value));
        }
        return new TransformQuery(values);
    }

    /** Whether it asks for the original. */
    public boolean empty() {
        return values.isEmpty();
    }

    /** The parameters that are there. */
    public Set<Parameter<?>> parameters() {
        return values.keySet();
    }

    @SuppressWarnings("unchecked") // a value was read by its own parameter
    public <T> Optional<T> get(Parameter<T> parameter) {
        return Optional.ofNullable((T) values.get(parameter));
    }

    public boolean has(Parameter<?> parameter) {
        return values.containsKey(parameter);
    }

    /** The same with another value. */
    public <T> TransformQuery with(Parameter<T> parameter, T value) {
        var changed = new LinkedHashMap<>(values);
        changed.put(parameter, value);
        return new TransformQuery(changed);
    }

    public TransformQuery without(Parameter<?> parameter) {
        var changed = new LinkedHashMap<>(values);
        changed.remove(parameter);
        return new TransformQuery(changed);
    }

    /** The parameters of a preset, with those of this query, but for the preset's name, in their place. */
    public TransformQuery over(TransformQuery preset) {
        var both = new LinkedHashMap<>(preset.values);
        both.putAll(values);
        both.remove(Parameters.PRESET);
        return new TransformQuery(both);
    }

    /** Whether the format is to be chosen by what the client takes. */
    public boolean negotiated() {
        return get(Parameters.FORMAT).filter(FormatWish.AUTO::equals).isPresent();
    }

    /**
     * What is to be made, in its canonical form. Where the format is {@link #negotiated}, it is yet to be put in.
     *
     * @throws Fault of kind {@code INVALID} if a side times {@code dpr} is too long
     * @throws IllegalStateException while there is a preset in it, see {@link #over}
     */
    public Transform transform() {
        if (has(Parameters.PRESET)) {
            throw new IllegalStateException("nobody has looked up the preset yet");
        }
        Transform transform = Transform.NONE;
        for (Parameter<?> parameter : values.keySet()) {
            transform = put(parameter, transform);
        }
        Resize resize = transform.resize();
        var scaled = new Resize(
                resize.width().map(this::times),
                resize.height().map(this::times),
                resize.fit(),
                resize.position(),
                resize.enlarge());
        return Canonical.of(transform.with(scaled));
    }

    private <T> Transform put(Parameter<T> parameter, Transform transform) {
        return get(parameter).map(value -> parameter.into(transform, value)).orElse(transform);
    }

    private int times(int side) {
        long scaled = Math.max(1, Math.round(side * get(Parameters.DPR).orElse(1.0)));
        if (scaled > Resize.LONGEST) {
            throw Parameters.DPR.refused(
                    "and a side times it has at most " + Resize.LONGEST + " pixels, not " + scaled);
        }
        return (int) scaled;
    }

    /**
     * The canonical query, without question mark and signature; equal for equal renditions unless it names a preset, which stays
     * a name.
     */
    public String text() {
        TransformQuery plain = has(Parameters.PRESET) ? this : of(transform());
        TransformQuery shown = negotiated() ? plain.with(Parameters.FORMAT, FormatWish.AUTO) : plain;
        return Parameters.RENDITION.stream().filter(shown::has).map(shown::pair).collect(Collectors.joining("&"));
    }

    private <T> String pair(Parameter<T> parameter) {
        return parameter.name() + "="
                + PercentEncoding.encodeQuery(parameter.write(get(parameter).orElseThrow()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TransformQuery that && that.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Without the signature, which is nobody else's business. */
    @Override
    public String toString() {
        return text();
    }
}
