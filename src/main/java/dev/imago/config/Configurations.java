package dev.imago.config;

import java.util.Optional;

/** Reads configurations. */
public final class Configurations {
    private Configurations() {}

    /**
     * Reads the settings. Touches nothing but the file; may be called from any thread, any number of times.
     *
     * @param type the root record, each component with {@link Setting}
     * @throws ConfigException with every problem of file, variables and flags, if there is one
     * @throws IllegalArgumentException if the records themselves are wrong: a mistake in the program
     */
    public static <T> Configuration<T> read(Class<T> type, Sources sources) throws ConfigException {
        Shape.Section root = Shapes.of(type);
        var problems = new Problems();
        Given.Fields file = sources.file()
                .map(path -> YamlFile.read(path, problems))
                .orElseGet(() -> Given.nothing(new Origin.Default()));
        var overrides = new Overrides(root, file, problems);
        Given.Fields given = overrides.withFlags(
                overrides.withVariables(file, sources.environment(), sources.reserved()), sources.flags());
        var spot = new Binder.Spot("", given.origin(), false);
        var bound = new Binder(problems).bind(root, given, spot, Optional.empty());
        if (bound.isEmpty() || !problems.none()) {
            throw new ConfigException(problems.sorted());
        }
        return new Configuration<>(
                root, type.cast(bound.get().value()), bound.get().shown(), problems.sortedWarnings());
    }
}
