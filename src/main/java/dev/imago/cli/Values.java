package dev.imago.cli;

import dev.imago.config.Durations;
import java.time.Duration;
import picocli.CommandLine.TypeConversionException;

/** Values of options, written as in the configuration. */
final class Values {
    private Values() {}

    static Duration duration(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is not " + e.getMessage());
        }
    }
}
