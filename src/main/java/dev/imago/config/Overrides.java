package dev.imago.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Lays variables and flags over what the file gives. The names that a variable can have follow from the record tree and from the
 * names that the file gives to the entries of its maps, so that {@code IMAGO_A_B_C} needs no rule where a key ends.
 */
final class Overrides {
    static final String PREFIX = "IMAGO_";

    /** What Kubernetes puts into every container for a service whose name starts with imago. */
    private static final Pattern KUBERNETES = Pattern.compile(
            "IMAGO_(.*_)?(SERVICE_HOST|SERVICE_PORT(_.*)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_.*)?)=.*|IMAGO_(.*_)?PORT=(tcp|udp|sctp)://.*");

    /** A setting that can be given as one text. */
    private record Target(List<String> keys, Shape shape) {
        String path() {
            return String.join(".", keys);
        }

        String variable() {
            return PREFIX + Names.variable(String.join("_", keys));
        }
    }

    private final Problems problems;
    private final Map<List<String>, Target> targets = new LinkedHashMap<>();

    Overrides(Shape.Section root, Given.Fields file, Problems problems) {
        this.problems = problems;
        collect(root, Optional.of(file), List.of());
    }

    private void collect(Shape shape, Optional<Given> given, List<String> path) {
        if (shape.isOneText()) {
            targets.putIfAbsent(path, new Target(path, shape));
            return;
        }
        Optional<Given.Fields> fields =
                given.filter(Given.Fields.class::isInstance).map(Given.Fields.class::cast);
        switch (shape) {
            case Shape.Section section ->
                section.keys().forEach(key -> collect(key.shape(), value(fields, key.name()), below(path, key.name())));
            case Shape.Choice choice -> {
                collect(
                        new Shape.Scalar(ScalarType.choice("choice", choice.variants())),
                        Optional.empty(),
                        below(path, Shape.Choice.TYPE));
                if (value(fields, Shape.Choice.TYPE).orElse(null) instanceof Given.Text type
                        && choice.variants().containsKey(type.text())) {
                    collect(choice.variants().get(type.text()), given, path);
                }
                choice.variants().values().forEach(variant -> collect(variant, given, path));
            }
            case Shape.Entries(Shape value) ->
                fields.ifPresent(present -> present.fields()
                        .forEach((name, field) -> collect(value, Optional.of(field.value()), below(path, name))));
            case Shape.Scalar _, Shape.Items _ -> {}
        }
    }

    /** Variables over the file. */
    Given.Fields withVariables(Given.Fields given, Map<String, String> environment, Set<String> reserved) {
        var byVariable = new TreeMap<String, List<Target>>();
        targets.values()
                .forEach(target -> byVariable
                        .computeIfAbsent(target.variable(), _ -> new ArrayList<>())
                        .add(target));
        Given.Fields result = given;
        for (var variable : new TreeMap<>(environment).entrySet()) {
            String name = variable.getKey().toUpperCase(Locale.ROOT);
            if (!name.startsWith(PREFIX) || reserved.contains(name)) {
                continue;
            }
            var origin = new Origin.Variable(variable.getKey());
            List<Target> meant = byVariable.getOrDefault(name, List.of());
            if (meant.size() == 1) {
                result = lay(result, meant.getFirst(), variable.getValue(), origin);
            } else if (meant.size() > 1) {
                String all =
                        String.join(" and ", meant.stream().map(Target::path).toList());
                problems.say(origin, "", "stands for " + all, "one of them in the file");
            } else if (!KUBERNETES.matcher(name + "=" + variable.getValue()).matches()) {
                var hint = Names.closest(name, byVariable.keySet());
                problems.say(origin, "", "unknown variable", "the name of a setting", hint);
            }
        }
        return result;
    }

    /** Flags over all else. */
    Given.Fields withFlags(Given.Fields given, List<Flag> flags) {
        Given.Fields result = given;
        for (Flag flag : flags) {
            var origin = new Origin.Argument(flag.name());
            Optional<Target> meant = targets.values().stream()
                    .filter(target -> target.path().equals(flag.key()))
                    .findFirst();
            if (meant.isPresent()) {
                result = lay(result, meant.get(), flag.value(), origin);
            } else {
                var paths = targets.values().stream().map(Target::path).toList();
                problems.say(
                        origin, flag.key(), "unknown key", "the key of a setting", Names.closest(flag.key(), paths));
            }
        }
        return result;
    }

    private static Given.Fields lay(Given.Fields given, Target target, String text, Origin origin) {
        return put(given, target.keys(), Given.of(target.shape(), text, origin));
    }

    private static Given.Fields put(Given.Fields fields, List<String> keys, Given value) {
        String key = keys.getFirst();
        if (keys.size() == 1) {
            return fields.with(key, value);
        }
        return switch (fields.value(key).orElse(new Given.Nothing(value.origin()))) {
            case Given.Fields below -> fields.with(key, put(below, keys.subList(1, keys.size()), value));
            case Given.Nothing _ ->
                fields.with(key, put(Given.nothing(value.origin()), keys.subList(1, keys.size()), value));
            // A section was expected here: the binder refuses what the file has in its place.
            case Given.Text _, Given.Items _ -> fields;
        };
    }

    private static Optional<Given> value(Optional<Given.Fields> fields, String key) {
        return fields.flatMap(present -> present.value(key));
    }

    private static List<String> below(List<String> path, String key) {
        var longer = new ArrayList<>(path);
        longer.add(key);
        return List.copyOf(longer);
    }
}
