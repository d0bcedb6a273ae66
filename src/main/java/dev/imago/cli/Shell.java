package dev.imago.cli;

import dev.imago.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a command finds around it.
 *
 * @param variables the environment
 * @param home of the user
 */
public record Shell(Terminal terminal, Map<String, String> variables, Path home) {
    static final String API = "IMAGO_API";
    static final String KEY = "IMAGO_KEY";
    static final String ADMIN_KEY = "IMAGO_ADMIN_KEY";
    static final String URL_KEY = "IMAGO_URL_KEY";

    /** Variables that start with {@code IMAGO_} and are no settings. */
    static final Set<String> RESERVED =
            Set.of(API, KEY, ADMIN_KEY, URL_KEY, "IMAGO_HOME", "IMAGO_JAVA_OPTS", "IMAGO_JDK_DIRS");

    public Shell {
        variables = Map.copyOf(variables);
    }

    /** The process's own. */
    public static Shell ofProcess() {
        return new Shell(Terminal.ofProcess(), System.getenv(), Path.of(System.getProperty("user.home", ".")));
    }

    /** A variable that is set and not blank. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** Where large uploads that are under way are remembered (XDG Base Directory). */
    Path stateDirectory() {
        return variable("XDG_STATE_HOME")
                .map(Path::of)
                .orElse(home.resolve(".local/state"))
                .resolve("imago")
                .resolve("uploads");
    }

    /** Where the user's API key is kept (XDG Base Directory). */
    Path keyFile() {
        return variable("XDG_CONFIG_HOME")
                .map(Path::of)
                .orElse(home.resolve(".config"))
                .resolve("imago")
                .resolve("key");
    }
}
