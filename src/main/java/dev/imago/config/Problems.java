package dev.imago.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Collects what is wrong in one reading. */
final class Problems {
    private final List<Problem> found = new ArrayList<>();

    void refuse(Origin where, String key, Optional<String> value, String expected, Optional<String> hint) {
        found.add(new Problem(where, key, "", value, expected, hint));
    }

    void say(Origin where, String key, String what, String expected) {
        say(where, key, what, expected, Optional.empty());
    }

    void say(Origin where, String key, String what, String expected, Optional<String> hint) {
        found.add(new Problem(where, key, what, Optional.empty(), expected, hint));
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
}
