package dev.imago.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** What the user wrote, before anything is known about its meaning, each part with its place. */
sealed interface Given {
    Origin origin();

    record Text(String text, Origin origin) implements Given {}

    /** A key without a value. */
    record Nothing(Origin origin) implements Given {}

    record Items(List<Given> items, Origin origin) implements Given {}

    record Fields(SequencedMap<String, Field> fields, Origin origin) implements Given {
        Optional<Given> value(String key) {
            return Optional.ofNullable(fields.get(key)).map(Field::value);
        }

        Fields with(String key, Given value) {
            var changed = new LinkedHashMap<>(fields);
            changed.put(key, new Field(value.origin(), value));
            return new Fields(changed, origin);
        }
    }

    /**
     * @param key the place of the key
     */
    record Field(Origin key, Given value) {}

    static Fields nothing(Origin origin) {
        return new Fields(new LinkedHashMap<>(), origin);
    }

    /** A text from a variable, a flag or a default as the shape wants it: whole, or as elements separated by commas. */
    static Given of(Shape shape, String text, Origin origin) {
        if (shape instanceof Shape.Items) {
            return new Items(
                    split(text).map(item -> (Given) new Text(item, origin)).toList(), origin);
        }
        return new Text(text, origin);
    }

    static Stream<String> split(String text) {
        return Stream.of(text.split(",")).map(String::strip).filter(item -> !item.isEmpty());
    }
}
