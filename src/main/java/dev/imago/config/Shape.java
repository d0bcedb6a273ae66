package dev.imago.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** How a setting is written: the tree of records, read once from their annotations. */
sealed interface Shape {
    /** One text. */
    record Scalar(ScalarType type) implements Shape {}

    /** A YAML sequence. */
    record Items(Shape element) implements Shape {}

    /** A YAML mapping with keys that the user chooses. */
    record Entries(Shape value) implements Shape {}

    /** A record: a YAML mapping with known keys. */
    record Section(Class<?> type, List<Key> keys) implements Shape {
        List<String> names() {
            return keys.stream().map(Key::name).toList();
        }

        Optional<Key> key(String name) {
            return keys.stream().filter(key -> key.name().equals(name)).findFirst();
        }

        /** @throws IllegalArgumentException if the record's constructor refuses the values */
        Object construct(List<Object> values) {
            try {
                RecordComponent[] components = type.getRecordComponents();
                Constructor<?> constructor = type.getDeclaredConstructor(
                        Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
                constructor.setAccessible(true);
                return constructor.newInstance(values.toArray());
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof IllegalArgumentException refusal) {
                    throw refusal;
                }
                throw new IllegalStateException("The constructor of " + type + " fails", e);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type + " is not accessible", e);
            }
        }
    }

    /** A sealed interface: a YAML mapping whose key {@code type} chooses the record. */
    record Choice(Class<?> type, SequencedMap<String, Section> variants) implements Shape {
        static final String TYPE = "type";

        /** The variant that a value is of, by name. */
        String nameOf(Object value) {
            return variants.entrySet().stream()
                    .filter(variant -> variant.getValue().type().isInstance(value))
                    .findFirst()
                    .orElseThrow()
                    .getKey();
        }

        /** The record that a value is. */
        Section section(Object value) {
            return Optional.ofNullable(variants.get(nameOf(value))).orElseThrow();
        }
    }

    /** If neither absence nor {@code {}} is enough: something in it must be given. */
    default boolean needsInput() {
        return switch (this) {
            case Scalar _, Choice _ -> true;
            case Items _, Entries _ -> false;
            case Section section -> section.keys().stream().anyMatch(Key::required);
        };
    }

    /** A scalar, or a list of scalars: what a variable, a flag and {@code byDefault} can give. */
    default boolean isOneText() {
        return this instanceof Scalar || this instanceof Items(Scalar _);
    }
}
