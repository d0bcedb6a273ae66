package dev.imago.config;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where each setting of a reading came from, for the problems that {@link Checked} records find. */
final class Places {
    private record Place(Origin where, Optional<String> text) {}

    private final Map<String, Place> places = new HashMap<>();

    void add(Binder.Spot spot, Given given) {
        Optional<String> text = given instanceof Given.Text value
                ? Optional.of(spot.secret() ? "***" : value.text())
                : Optional.empty();
        places.put(spot.path(), new Place(spot.near(), text));
    }

    /** Lets a record check itself. */
    boolean accepts(Checked checked, Shape.Section section, Binder.Spot spot, Problems problems) {
        var refusals = new Refusals(section, spot, problems);
        checked.check(refusals);
        return refusals.none;
    }

    private final class Refusals implements Check {
        private final Shape.Section section;
        private final Binder.Spot spot;
        private final Problems problems;
        private boolean none = true;

        Refusals(Shape.Section section, Binder.Spot spot, Problems problems) {
            this.section = section;
            this.spot = spot;
            this.problems = problems;
        }

        @Override
        public void refuse(String key, String expected) {
            refuse(key, expected, List.of());
        }

        @Override
        public void refuse(String key, String expected, Collection<String> known) {
            Place place = place(key);
            none = false;
            Optional<String> hint = place.text().flatMap(text -> Names.closest(text, known));
            problems.refuse(place.where(), path(key), place.text(), expected, hint);
        }

        @Override
        public void warn(String key, String what) {
            problems.warn(place(key).where(), path(key), what);
        }

        private String path(String key) {
            return Names.join(spot.path(), key);
        }

        private Place place(String key) {
            if (!section.names().contains(key.split("[.\\[]", 2)[0])) {
                throw new IllegalArgumentException(section.type().getName() + " has no setting " + key);
            }
            return places.getOrDefault(path(key), new Place(spot.near(), Optional.empty()));
        }
    }
}
