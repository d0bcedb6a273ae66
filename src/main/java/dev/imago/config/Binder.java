package dev.imago.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Makes records of what was given. Every method answers empty if it added a problem, so that all problems of a file are found in
 * one pass: a record is constructed when all of its parts were.
 */
final class Binder {
    private final Problems problems;
    private final Places places = new Places();

    Binder(Problems problems) {
        this.problems = problems;
    }

    /** A value, and how it is shown. */
    record Bound(Object value, Effective shown) {}

    /**
     * Where the binder is.
     *
     * @param path dotted
     * @param near the place to name for what is not given: that of the closest part around it that is
     * @param secret if values may not be shown
     */
    record Spot(String path, Origin near, boolean secret) {
        Spot at(String key, Origin given, boolean hidden) {
            return new Spot(Names.join(path, key), given instanceof Origin.Default ? near : given, secret || hidden);
        }

        Spot index(int i, Origin given) {
            return new Spot(path + "[" + i + "]", given instanceof Origin.Default ? near : given, secret);
        }
    }

    Optional<Bound> bind(Shape shape, Given given, Spot spot, Optional<String> byDefault) {
        places.add(spot, given);
        return switch (shape) {
            case Shape.Scalar(ScalarType type) -> scalar(type, given, spot);
            case Shape.Items(Shape element) -> items(element, given, spot);
            case Shape.Entries(Shape value) -> entries(value, given, spot);
            case Shape.Section section ->
                asFields(given, spot).flatMap(fields -> section(section, fields, section.names(), spot));
            case Shape.Choice choice -> choice(choice, given, spot, byDefault);
        };
    }

    private Optional<Bound> scalar(ScalarType type, Given given, Spot spot) {
        if (!(given instanceof Given.Text(String text, Origin origin))) {
            return wrongKind(given, spot, type.expected());
        }
        try {
            return Optional.of(new Bound(type.parse(text), new Effective.Text(text, spot.secret(), origin)));
        } catch (IllegalArgumentException e) {
            String expected = spot.secret() ? type.expected() : String.valueOf(e.getMessage());
            Optional<String> hint =
                    spot.secret() ? Optional.empty() : type.closest().apply(text);
            problems.refuse(spot.near(), spot.path(), Optional.of(spot.secret() ? "***" : text), expected, hint);
            return Optional.empty();
        }
    }

    private Optional<Bound> items(Shape element, Given given, Spot spot) {
        if (given instanceof Given.Nothing(Origin origin)) {
            return Optional.of(new Bound(List.of(), new Effective.Items(List.of(), origin)));
        }
        if (!(given instanceof Given.Items(List<Given> items, Origin origin))) {
            return wrongKind(given, spot, "a list");
        }
        var values = new ArrayList<>();
        var shown = new ArrayList<Effective>();
        for (int i = 0; i < items.size(); i++) {
            Given item = items.get(i);
            bind(element, item, spot.index(i, item.origin()), Optional.empty()).ifPresent(bound -> {
                values.add(bound.value());
                shown.add(bound.shown());
            });
        }
        return values.size() < items.size()
                ? Optional.empty()
                : Optional.of(new Bound(List.copyOf(values), new Effective.Items(shown, origin)));
    }

    private Optional<Bound> entries(Shape shape, Given given, Spot spot) {
        Optional<Given.Fields> fields = asFields(given, spot);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        var values = new LinkedHashMap<String, Object>();
        var shown = new LinkedHashMap<String, Effective>();
        fields.get().fields().forEach((name, field) -> {
            Spot below = spot.at(name, field.value().origin(), false);
            bind(shape, field.value(), below, Optional.empty()).ifPresent(bound -> {
                values.put(name, bound.value());
                shown.put(name, bound.shown());
            });
        });
        return values.size() < fields.get().fields().size()
                ? Optional.empty()
                : Optional.of(new Bound(
                        Collections.unmodifiableSequencedMap(values), new Effective.Fields(shown, given.origin())));
    }

    private Optional<Bound> choice(Shape.Choice choice, Given given, Spot spot, Optional<String> byDefault) {
        if (given instanceof Given.Text(String type, Origin origin) && origin instanceof Origin.Default) {
            return choice(choice, Given.nothing(origin).with(Shape.Choice.TYPE, given), spot, byDefault);
        }
        Optional<Given.Fields> fields = asFields(given, spot);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        Given type = fields.get()
                .value(Shape.Choice.TYPE)
                .or(() -> byDefault.map(text -> (Given) new Given.Text(text, new Origin.Default())))
                .orElse(new Given.Nothing(new Origin.Default()));
        ScalarType names = ScalarType.choice("choice", choice.variants());
        Spot at = spot.at(Shape.Choice.TYPE, type.origin(), false);
        if (type.origin() instanceof Origin.Default && type instanceof Given.Nothing) {
            problems.say(spot.near(), at.path(), "missing", names.expected());
            return Optional.empty();
        }
        return scalar(names, type, at).flatMap(chosen -> {
            var section = (Shape.Section) chosen.value();
            var known = new ArrayList<>(List.of(Shape.Choice.TYPE));
            known.addAll(section.names());
            return section(section, fields.get(), known, spot)
                    .map(bound -> new Bound(bound.value(), withType(chosen.shown(), bound.shown())));
        });
    }

    private static Effective withType(Effective type, Effective shown) {
        var fields = new LinkedHashMap<String, Effective>();
        fields.put(Shape.Choice.TYPE, type);
        fields.putAll(((Effective.Fields) shown).fields());
        return new Effective.Fields(fields, shown.origin());
    }

    private Optional<Bound> section(Shape.Section section, Given.Fields given, List<String> known, Spot spot) {
        boolean clean = onlyKnown(given, known, spot);
        SequencedMap<String, Effective> shown = new LinkedHashMap<>();
        var values = new ArrayList<>();
        for (Key key : section.keys()) {
            component(key, given, spot).ifPresent(bound -> {
                values.add(bound.value());
                shown.put(key.name(), bound.shown());
            });
        }
        if (!clean || values.size() < section.keys().size()) {
            return Optional.empty();
        }
        Object made;
        try {
            made = section.construct(values);
        } catch (IllegalArgumentException e) {
            problems.say(spot.near(), spot.path(), "", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
        boolean sound = !(made instanceof Checked checked) || places.accepts(checked, section, spot, problems);
        return sound ? Optional.of(new Bound(made, new Effective.Fields(shown, given.origin()))) : Optional.empty();
    }

    private Optional<Bound> component(Key key, Given.Fields record, Spot spot) {
        Optional<Given> value = record.value(key.name());
        boolean leftOpen = value.orElse(null) instanceof Given.Nothing
                && key.optional()
                && !key.shape().isOneText();
        boolean absent = value.isEmpty() || leftOpen;
        Spot below = spot.at(key.name(), value.map(Given::origin).orElse(new Origin.Default()), key.secret());
        if (absent && key.optional()) {
            places.add(below, new Given.Nothing(below.near()));
            return Optional.of(new Bound(Optional.empty(), new Effective.Absent(new Origin.Default())));
        }
        if (absent && key.byDefault().isEmpty() && key.shape() instanceof Shape.Scalar(ScalarType type)) {
            problems.say(below.near(), below.path(), "missing", type.expected());
            return Optional.empty();
        }
        Given given = value.orElseGet(() -> key.byDefault()
                .map(text -> Given.of(key.shape(), text, new Origin.Default()))
                .orElse(new Given.Nothing(new Origin.Default())));
        Optional<Bound> bound = bind(key.shape(), given, below, key.byDefault());
        return key.optional() ? bound.map(b -> new Bound(Optional.of(b.value()), b.shown())) : bound;
    }

    private boolean onlyKnown(Given.Fields given, List<String> known, Spot spot) {
        var unknown = new LinkedHashMap<>(given.fields());
        known.forEach(unknown::remove);
        unknown.forEach((name, field) ->
                problems.unknown(field.key(), Names.join(spot.path(), name), "unknown key", name, known));
        return unknown.isEmpty();
    }

    private Optional<Given.Fields> asFields(Given given, Spot spot) {
        return switch (given) {
            case Given.Fields fields -> Optional.of(fields);
            case Given.Nothing(Origin origin) -> Optional.of(Given.nothing(origin));
            default -> {
                wrongKind(given, spot, "a section with keys of its own");
                yield Optional.empty();
            }
        };
    }

    private Optional<Bound> wrongKind(Given given, Spot spot, String expected) {
        switch (given) {
            case Given.Text text ->
                problems.refuse(
                        spot.near(),
                        spot.path(),
                        Optional.of(spot.secret() ? "***" : text.text()),
                        expected,
                        Optional.empty());
            case Given.Nothing _ -> problems.say(spot.near(), spot.path(), "no value", expected);
            case Given.Items _ -> problems.say(spot.near(), spot.path(), "a list", expected);
            case Given.Fields _ -> problems.say(spot.near(), spot.path(), "a section", expected);
        }
        return Optional.empty();
    }
}
