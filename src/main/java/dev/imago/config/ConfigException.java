package dev.imago.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration is refused. The message holds every problem, a line each. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All problems, in the order of the file; then those of variables, then those of flags. Never empty. */
    public List<Problem> problems() {
        return problems;
    }
}
