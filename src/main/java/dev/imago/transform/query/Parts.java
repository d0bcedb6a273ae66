package dev.imago.transform.query;

import dev.imago.transform.Resize;
import dev.imago.transform.Transform;
import dev.imago.transform.Transform.Cut;
import dev.imago.transform.Transform.Effects;
import dev.imago.transform.Transform.Output;
import dev.imago.transform.Transform.Overlay;
import dev.imago.transform.Transform.Turn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/** What the table of parameters needs to stay a table: changes of a transform's parts, and words of its values. */
final class Parts {
    private Parts() {}

    static Transform cut(Transform transform, UnaryOperator<Cut> change) {
        return transform.with(change.apply(transform.cut()));
    }

    static Transform turn(Transform transform, UnaryOperator<Turn> change) {
        return transform.with(change.apply(transform.turn()));
    }

    static Transform resize(Transform transform, UnaryOperator<Resize> change) {
        return transform.with(change.apply(transform.resize()));
    }

    static Transform effects(Transform transform, UnaryOperator<Effects> change) {
        return transform.with(change.apply(transform.effects()));
    }

    static Transform overlay(Transform transform, UnaryOperator<Overlay> change) {
        return transform.with(change.apply(transform.overlay()));
    }

    static Transform output(Transform transform, UnaryOperator<Output> change) {
        return transform.with(change.apply(transform.output()));
    }

    /** The value, unless it is what holds anyway. */
    static <T> Optional<T> unless(T usual, T value) {
        return value.equals(usual) ? Optional.empty() : Optional.of(value);
    }

    /** Constants by their names in kebab-case. */
    static <E extends Enum<E>> SequencedMap<String, E> words(E[] constants) {
        var words = new LinkedHashMap<String, E>();
        for (E constant : constants) {
            words.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return words;
    }

    static SequencedMap<String, FormatWish> formats() {
        SequencedMap<String, FormatWish> words = words(FormatWish.values());
        words.put("jpg", FormatWish.JPEG);
        return words;
    }

    static SequencedMap<String, Integer> degrees() {
        var words = new LinkedHashMap<String, Integer>();
        for (int degrees : List.of(0, 90, 180, 270)) {
            words.put(String.valueOf(degrees), degrees);
        }
        return words;
    }
}
