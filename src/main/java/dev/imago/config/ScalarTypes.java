package dev.imago.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The types that are written as one text. */
final class ScalarTypes {
    private static final Map<Class<?>, ScalarType> BUILT_IN = Map.ofEntries(
            Map.entry(String.class, ScalarType.of("text", "text", text -> text, Map.of("type", "string"))),
            Map.entry(int.class, whole(Integer::valueOf, Integer.MIN_VALUE, Integer.MAX_VALUE)),
            Map.entry(long.class, whole(Long::valueOf, Long.MIN_VALUE, Long.MAX_VALUE)),
            Map.entry(double.class, fraction()),
            Map.entry(boolean.class, bool()),
            Map.entry(Duration.class, duration()),
            Map.entry(ByteSize.class, size()),
            Map.entry(HostPort.class, hostPort()),
            Map.entry(Path.class, path()),
            Map.entry(URI.class, uri()),
            Map.entry(Charset.class, charset()));

    private static final Map<Class<?>, Class<?>> PRIMITIVES = Map.of(
            Integer.class, int.class, Long.class, long.class, Double.class, double.class, Boolean.class, boolean.class);

    private ScalarTypes() {}

    /** The type for a class; empty if its values are not written as one text. */
    static Optional<ScalarType> of(Class<?> type) {
        Optional<ScalarType> builtIn = Optional.ofNullable(BUILT_IN.get(PRIMITIVES.getOrDefault(type, type)));
        if (builtIn.isPresent()) {
            return builtIn;
        }
        return type.isEnum() ? Optional.of(enumeration(type)) : factory(type).map(method -> own(type, method));
    }

    private static ScalarType enumeration(Class<?> type) {
        var values = new LinkedHashMap<String, Object>();
        for (Object constant : type.getEnumConstants()) {
            values.put(Names.kebab(((Enum<?>) constant).name()), constant);
        }
        return ScalarType.choice("choice", values);
    }

    private static Optional<Method> factory(Class<?> type) {
        Predicate<Method> isFactory = method -> Modifier.isPublic(method.getModifiers())
                && Modifier.isStatic(method.getModifiers())
                && method.getReturnType() == type
                && List.of(method.getParameterTypes()).equals(List.of(String.class));
        Optional<Method> factory = Stream.of("parse", "of")
                .flatMap(name -> Stream.of(type.getDeclaredMethods())
                        .filter(method -> method.getName().equals(name))
                        .filter(isFactory))
                .findFirst();
        factory.ifPresent(method -> method.setAccessible(true));
        return factory;
    }

    private static ScalarType own(Class<?> type, Method factory) {
        String name = Names.kebab(type.getSimpleName()).replace('-', ' ');
        Function<String, Object> parser = text -> {
            try {
                return factory.invoke(null, text);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof IllegalArgumentException refusal) {
                    throw new IllegalArgumentException(
                            Optional.ofNullable(refusal.getMessage()).orElse(name), refusal);
                }
                throw new IllegalStateException(factory + " fails", e);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(factory + " is not accessible", e);
            }
        };
        return ScalarType.of(name, "a valid " + name, parser, Map.of("type", "string"));
    }

    private static ScalarType whole(Function<String, Object> parser, long min, long max) {
        String expected = "a whole number";
        return ScalarType.of(
                "number",
                expected,
                matching("-?[0-9]+", expected + " from " + min + " to " + max, expected, parser),
                Map.of("type", "integer"));
    }

    private static ScalarType fraction() {
        String expected = "a number";
        return ScalarType.of(
                "number",
                expected,
                matching("-?[0-9]+(\\.[0-9]+)?", expected, expected, Double::valueOf),
                Map.of("type", "number"));
    }

    private static ScalarType bool() {
        String expected = "true or false";
        return ScalarType.of(
                        "boolean",
                        expected,
                        matching("true|false", expected, expected, Boolean::valueOf),
                        Map.of("type", "boolean"))
                .withClosest(text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "yes", "on", "1", "y", "true" -> Optional.of("true");
                    case "no", "off", "0", "n", "false" -> Optional.of("false");
                    default -> Optional.empty();
                });
    }

    private static ScalarType duration() {
        var schema = Map.<String, Object>of(
                "type", List.of("string", "integer"), "pattern", Durations.PATTERN, "minimum", 0, "maximum", 0);
        return ScalarType.of("duration", Durations.EXPECTED, Durations::parse, schema)
                .withClosest(Durations::closest);
    }

    private static ScalarType size() {
        var schema =
                Map.<String, Object>of("type", List.of("string", "integer"), "pattern", ByteSize.PATTERN, "minimum", 0);
        return ScalarType.of("size", ByteSize.EXPECTED, ByteSize::parse, schema).withClosest(ByteSize::closest);
    }

    private static ScalarType hostPort() {
        var schema = Map.<String, Object>of("type", "string", "pattern", HostPort.PATTERN);
        return ScalarType.of("host:port", HostPort.EXPECTED, HostPort::parse, schema)
                .withClosest(HostPort::closest);
    }

    private static ScalarType path() {
        String expected = "a file or folder path";
        Predicate<String> written = text -> !text.isBlank() && text.indexOf('\0') < 0;
        return ScalarType.of(
                "path", expected, checked(written, expected, Path::of), Map.of("type", "string", "minLength", 1));
    }

    private static ScalarType uri() {
        String expected = "an absolute URI such as https://images.example.org/";
        Function<String, Object> parser = text -> {
            URI uri = URI.create(text);
            if (!uri.isAbsolute()) {
                throw new IllegalArgumentException(expected);
            }
            return uri;
        };
        return ScalarType.of(
                "URI", expected, checked(_ -> true, expected, parser), Map.of("type", "string", "format", "uri"));
    }

    private static ScalarType charset() {
        String expected = "the name of a character set such as UTF-8, GBK or Shift_JIS";
        return ScalarType.of(
                        "charset",
                        expected,
                        checked(_ -> true, expected, Charset::forName),
                        Map.of("type", "string", "minLength", 1))
                .withClosest(
                        text -> Names.closest(text, Charset.availableCharsets().keySet()));
    }

    private static Function<String, Object> matching(
            String form, String range, String expected, Function<String, Object> parser) {
        Predicate<String> written = Pattern.compile(form).asMatchPredicate();
        return text -> {
            if (!written.test(text)) {
                throw new IllegalArgumentException(expected);
            }
            return checked(written, range, parser).apply(text);
        };
    }

    /** Replaces a parser's own message, which speaks of Java, by what was expected. */
    private static Function<String, Object> checked(
            Predicate<String> written, String expected, Function<String, Object> parser) {
        return text -> {
            if (!written.test(text)) {
                throw new IllegalArgumentException(expected);
            }
            try {
                return parser.apply(text);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(expected, e);
            }
        };
    }
}
