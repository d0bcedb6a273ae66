package dev.imago.transform.query;

import dev.imago.image.Fault;
import dev.imago.transform.Transform;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A line of the table of parameters. Compared by identity. */
public final class Parameter<T> {
    private static final int LONGEST_SHOWN = 60;

    private final String name;
    private final String doc;
    private final List<String> elsewhere;
    private final Codec<T> codec;
    private final Function<Transform, Optional<T>> from;
    private final BiFunction<Transform, T, Transform> into;

    private Parameter(
            String name,
            String doc,
            List<String> elsewhere,
            Codec<T> codec,
            Function<Transform, Optional<T>> from,
            BiFunction<Transform, T, Transform> into) {
        this.name = name;
        this.doc = doc;
        this.elsewhere = List.copyOf(elsewhere);
        this.codec = codec;
        this.from = from;
        this.into = into;
    }

    /** A parameter that says no part of a transform itself. */
    static <T> Parameter<T> of(String name, Codec<T> codec, String doc, String... elsewhere) {
        return new Parameter<>(
                name, doc, List.of(elsewhere), codec, _ -> Optional.empty(), (transform, _) -> transform);
    }

    /** The same parameter, for a part of a transform: how it is found, and how it is put there. */
    Parameter<T> saying(Function<Transform, Optional<T>> getter, BiFunction<Transform, T, Transform> setter) {
        return new Parameter<>(name, doc, elsewhere, codec, getter, setter);
    }

    public String name() {
        return name;
    }

    /** What it does, a sentence. */
    public String doc() {
        return doc;
    }

    /** What its values look like. */
    public String takes() {
        return codec.takes();
    }

    /** What other image servers call it; for hints only. */
    List<String> elsewhere() {
        return elsewhere;
    }

    /** @throws Fault of kind {@code INVALID} that names the parameter and what it takes */
    T read(String text) {
        try {
            return codec.read().apply(text);
        } catch (IllegalArgumentException e) {
            throw refused("not '" + shown(text) + "'");
        }
    }

    String write(T value) {
        return codec.write().apply(value);
    }

    Fault refused(String reason) {
        return new Fault(Fault.Kind.INVALID, "The parameter " + name + " takes " + takes() + ", " + reason + ".");
    }

    /** Where it differs from what holds without it. */
    Optional<T> in(Transform transform) {
        return from.apply(transform);
    }

    Transform into(Transform transform, T value) {
        return into.apply(transform, value);
    }

    /** A text of the client, short and without characters that are not to be seen. */
    static String shown(String text) {
        String start = text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
        return start.replaceAll("[\\p{Cc}\\p{Cs}\\p{Cf}]", "?");
    }

    @Override
    public String toString() {
        return name;
    }
}
