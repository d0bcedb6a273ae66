package dev.imago.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong in one reading. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    void refuse(Origin where, String key, Optional<String> value, String expected, Optional<String> hint) {
        found.add(new Problem(where, key, "", value, expected, hint));
    }

    void say(Origin where, String key, String what, String expected) {
        say(where, key, what, expected, Optional.empty());
    }

    void say(Origin where, String key, String what, String expected, Optional<String> hint) {
        found.add(new Problem(where, key, what, Optional.empty(), expected, hint));
    }

    /** Notes what is likely a mistake, and is accepted. */
    void warn(Origin where, String key, String what) {
        warnings.add(new Problem(where, key, what, Optional.empty(), "", Optional.empty()));
    }

    void unknown(Origin where, String key, String what, String name, Collection<String> known) {
        String expected = known.isEmpty() ? "no key here" : "one of " + String.join(", ", known);
        say(where, key, what, expected, Names.closest(name, known));
    }

    boolean none() {
        return found.isEmpty();
    }

    List<Problem> sorted() {
        return found.stream().sorted(Problem.BY_PLACE).toList();
    }

    List<Problem> sortedWarnings() {
        return warnings.stream().sorted(Problem.BY_PLACE).toList();
    }
}
