package dev.imago.config;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the shape of a record tree from its annotations, and refuses mistakes in them. */
final class Shapes {
    /** Reading a tree is slow while nothing is compiled, and the start needs some of them more than once, and parts of them. */
    private static final Map<Class<?>, Shape.Section> KNOWN = new HashMap<>();

    private final Deque<Class<?>> open = new ArrayDeque<>();

    private Shapes() {}

    /** @throws IllegalArgumentException if the records or their annotations are wrong */
    static Shape.Section of(Class<?> root) {
        synchronized (KNOWN) {
            return new Shapes().section(root);
        }
    }

    private Shape.Section section(Class<?> type) {
        Shape.Section known = KNOWN.get(type);
        if (known == null) {
            known = read(type);
            KNOWN.put(type, known);
        }
        return known;
    }

    private Shape.Section read(Class<?> type) {
        require(type.isRecord(), type, "is no record");
        require(!open.contains(type), type, "contains itself");
        open.push(type);
        var keys = new ArrayList<Key>();
        for (RecordComponent component : type.getRecordComponents()) {
            Key key = key(type, component);
            require(
                    keys.stream().noneMatch(other -> other.name().equals(key.name())),
                    type,
                    "has two keys " + key.name());
            keys.add(key);
        }
        open.pop();
        return new Shape.Section(type, List.copyOf(keys));
    }

    private Key key(Class<?> owner, RecordComponent component) {
        String place = owner.getSimpleName() + "." + component.getName();
        Setting setting = component.getAnnotation(Setting.class);
        if (setting == null || setting.doc().isBlank()) {
            throw new IllegalArgumentException(place + " lacks @Setting with a doc");
        }
        boolean optional = component.getType() == Optional.class;
        Type inner = optional ? argument(component.getGenericType(), 0) : component.getGenericType();
        Shape shape = shape(inner, Optional.ofNullable(component.getAnnotation(Range.class)), place);
        Optional<String> byDefault = given(setting.byDefault());
        require(byDefault.isEmpty() || !optional, owner, "has a default for an Optional: " + component.getName());
        byDefault.ifPresent(text -> checkText(shape, text, place + ": default"));
        given(setting.example())
                .filter(_ -> shape.isOneText())
                .ifPresent(text -> checkText(shape, text, place + ": example"));
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        return new Key(
                setting.key().isEmpty() ? Names.kebab(component.getName()) : setting.key(),
                accessor,
                shape,
                optional,
                byDefault,
                given(setting.example()),
                setting.doc(),
                component.isAnnotationPresent(Secret.class),
                component.isAnnotationPresent(Reloadable.class) || owner.isAnnotationPresent(Reloadable.class));
    }

    private Shape shape(Type type, Optional<Range> range, String place) {
        if (type instanceof ParameterizedType generic) {
            if (generic.getRawType() == List.class) {
                return new Shape.Items(shape(argument(generic, 0), range, place));
            }
            if (generic.getRawType() == Map.class && argument(generic, 0) == String.class) {
                return new Shape.Entries(shape(argument(generic, 1), range, place));
            }
        }
        if (!(type instanceof Class<?> plain)) {
            throw new IllegalArgumentException(place + " has an unsupported type: " + type);
        }
        Optional<ScalarType> scalar = ScalarTypes.of(plain);
        if (scalar.isPresent()) {
            return new Shape.Scalar(range.map(scalar.get()::within).orElse(scalar.get()));
        }
        require(range.isEmpty(), plain, "cannot have a range: " + place);
        if (plain.isSealed()) {
            return choice(plain);
        }
        require(plain.isRecord(), plain, "is an unsupported type of " + place);
        return section(plain);
    }

    private Shape.Choice choice(Class<?> type) {
        var variants = new LinkedHashMap<String, Shape.Section>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            Named named = permitted.getAnnotation(Named.class);
            if (named == null) {
                throw new IllegalArgumentException(permitted.getName() + " lacks @Named");
            }
            Shape.Section section = section(permitted);
            require(section.key(Shape.Choice.TYPE).isEmpty(), permitted, "has a key type, which chooses the variant");
            require(variants.put(named.value(), section) == null, type, "has two variants " + named.value());
        }
        return new Shape.Choice(type, variants);
    }

    /** A default or an example has to be read by the parser of its setting. */
    private static void checkText(Shape shape, String text, String place) {
        try {
            switch (shape) {
                case Shape.Scalar(ScalarType type) -> type.parse(text);
                case Shape.Items(Shape.Scalar(ScalarType type)) ->
                    Given.split(text).forEach(type::parse);
                case Shape.Choice choice when choice.variants().containsKey(text) -> {}
                default -> throw new IllegalArgumentException("no text");
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + " \"" + text + "\" is refused; expected " + e.getMessage(), e);
        }
    }

    private static Optional<String> given(String text) {
        return text.equals(Setting.NONE) ? Optional.empty() : Optional.of(text);
    }

    private static Type argument(Type type, int index) {
        return ((ParameterizedType) type).getActualTypeArguments()[index];
    }

    private static void require(boolean right, Class<?> type, String wrong) {
        if (!right) {
            throw new IllegalArgumentException(type.getName() + " " + wrong);
        }
    }
}
