package dev.imago.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the settings in which two record trees differ. */
final class Differences {
    private final List<String> found = new ArrayList<>();

    private Differences() {}

    static List<String> notReloadable(Shape.Section shape, Object before, Object after) {
        var differences = new Differences();
        differences.compareRecords(shape, before, after, "");
        return List.copyOf(differences.found);
    }

    private void compareRecords(Shape.Section section, Object before, Object after, String path) {
        for (Key key : section.keys()) {
            if (!key.reloadable()) {
                compare(key.shape(), key.in(before), key.in(after), Names.join(path, key.name()));
            }
        }
    }

    /** Goes down as long as both sides have the same form; where they have not, the whole is what differs. */
    private void compare(Shape shape, Optional<Object> before, Optional<Object> after, String path) {
        if (before.equals(after)) {
            return;
        }
        if (before.isEmpty() || after.isEmpty()) {
            found.add(path);
            return;
        }
        Object old = before.get();
        Object now = after.get();
        switch (shape) {
            case Shape.Section section -> compareRecords(section, old, now, path);
            case Shape.Choice choice
            when choice.nameOf(old).equals(choice.nameOf(now)) -> compareRecords(choice.section(old), old, now, path);
            case Shape.Items(Shape element)
            when old instanceof List<?> first && now instanceof List<?> second && first.size() == second.size() -> {
                for (int i = 0; i < first.size(); i++) {
                    compare(element, Optional.of(first.get(i)), Optional.of(second.get(i)), path + "[" + i + "]");
                }
            }
            case Shape.Entries(Shape value) -> compareEntries(value, old, now, path);
            case Shape.Scalar _, Shape.Items _, Shape.Choice _ -> found.add(path);
        }
    }

    private void compareEntries(Shape shape, Object before, Object after, String path) {
        var old = (Map<?, ?>) before;
        var now = (Map<?, ?>) after;
        var names = new LinkedHashSet<Object>(old.keySet());
        names.addAll(now.keySet());
        for (Object name : names) {
            compare(
                    shape,
                    Optional.ofNullable(old.get(name)),
                    Optional.ofNullable(now.get(name)),
                    Names.join(path, name.toString()));
        }
    }
}
