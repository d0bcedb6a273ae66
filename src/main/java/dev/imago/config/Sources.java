package dev.imago.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a configuration is read from. A flag goes before a variable, a variable before the file, the file before defaults.
 *
 * @param file the YAML file
 * @param environment the variables; only names that start with {@code IMAGO_} are looked at
 * @param reserved names of variables that start with {@code IMAGO_} and are no settings ({@code IMAGO_HOME})
 * @param flags settings given on the command line; the last of two for one key wins
 */
public record Sources(Optional<Path> file, Map<String, String> environment, Set<String> reserved, List<Flag> flags) {
    public Sources {
        environment = Map.copyOf(environment);
        reserved = Set.copyOf(reserved);
        flags = List.copyOf(flags);
    }

    /** Nothing: all defaults. */
    public static Sources none() {
        return new Sources(Optional.empty(), Map.of(), Set.of(), List.of());
    }

    public static Sources file(Path file) {
        return none().withFile(file);
    }

    public Sources withFile(Path newFile) {
        return new Sources(Optional.of(newFile), environment, reserved, flags);
    }

    public Sources withEnvironment(Map<String, String> newEnvironment, Set<String> newReserved) {
        return new Sources(file, newEnvironment, newReserved, flags);
    }

    public Sources withFlags(List<Flag> newFlags) {
        return new Sources(file, environment, reserved, newFlags);
    }
}
