package dev.imago.http.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Header fields in their order; names are compared without regard to case (RFC 9110 §5.1). Immutable.
 */
public final class Headers {
    public static final Headers NONE = new Headers(List.of());

    private final List<Field> fields;

    private record Field(String name, String value) {}

    private Headers(List<Field> fields) {
        this.fields = fields;
    }

    /** Names and values in turn. */
    public static Headers of(String... namesAndValues) {
        Builder headers = builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers.build();
    }

    /** For many fields: {@link #with} copies those that are there each time. */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers fields in their order. */
    public static final class Builder {
        private final List<Field> fields = new ArrayList<>();

        private Builder() {}

        /** Adds one more, as {@link Headers#with} does. */
        public void add(String name, String value) {
            fields.add(field(name, value));
        }

        public Headers build() {
            return new Headers(List.copyOf(fields));
        }
    }

    /** The value of the first field of that name. */
    public Optional<String> first(String name) {
        for (Field field : fields) {
            if (field.name.equalsIgnoreCase(name)) {
                return Optional.of(field.value);
            }
        }
        return Optional.empty();
    }

    /** The values of all fields of that name, in their order, not split at commas. */
    public List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name.equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** The values of all fields of that name joined as one list (RFC 9110 §5.3); empty if there is none. */
    public Optional<String> joined(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
    }

    public boolean contains(String name) {
        return first(name).isPresent();
    }

    /** These fields and one more.
     *
     * @throws IllegalArgumentException if name or value could break out of the field (RFC 9110 §5.5)
     */
    public Headers with(String name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(field(name, value));
        return new Headers(List.copyOf(more));
    }

    /** These fields with all of that name replaced by one. */
    public Headers replacing(String name, String value) {
        return without(name).with(name, value);
    }

    public Headers without(String name) {
        return new Headers(fields.stream()
                .filter(field -> !field.name.equalsIgnoreCase(name))
                .toList());
    }

    public void forEach(BiConsumer<String, String> action) {
        fields.forEach(field -> action.accept(field.name, field.value));
    }

    @Override
    public String toString() {
        return fields.toString();
    }

    private static Field field(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(Headers::token)) {
            throw new IllegalArgumentException("not a header name: " + name);
        }
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("a value of the header " + name + " has a line break");
        }
        return new Field(name, value);
    }

    private static boolean token(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
    }
}
