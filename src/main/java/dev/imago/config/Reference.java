package dev.imago.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes the reference page of all settings, in Markdown. */
public final class Reference {
    private static final String INTRODUCTION = """
            # Configuration reference

            Generated from the records that are configured; a test fails when it is stale.

            A flag goes before an environment variable, a variable before the file, the file before the default. A list is given to a variable with
            commas: `a,b`. Whatever is not understood is refused, with all problems reported together: `imago config check FILE`.

            | Written | Means |
            |---|---|
            | duration | `250ms`, `30s`, `5m`, `1d12h`: whole numbers with units, the largest first |
            | size | `64MB` (1,000s: KB, MB, GB, TB), `1GiB` (1,024s: KiB, MiB, GiB, TiB), or a number of bytes |
            | host:port | `127.0.0.1:8080`, `"[::1]:8080"`, `:8080` (every interface); port 0 takes a free one where a server listens |
            | `<name>` | a name that you choose; a variable reaches the names that the file has |
            | reload: yes | a change takes effect on SIGHUP, without a restart |
            """;

    private final StringBuilder page = new StringBuilder(INTRODUCTION);

    private Reference() {}

    /**
     * The page as text; the same text for the same records.
     *
     * @throws IllegalArgumentException if the records are wrong, see {@link Setting}
     */
    public static String of(Class<?> root) {
        var reference = new Reference();
        reference.section(Shapes.of(root), new Place("", Optional.of("IMAGO"), false), Optional.empty());
        return reference.page.toString();
    }

    /**
     * Where in the tree a setting is.
     *
     * @param variable the beginning of its variables' names; empty inside of lists, which variables do not reach
     */
    private record Place(String path, Optional<String> variable, boolean reloadable) {
        Place at(Key key) {
            return new Place(
                    Names.join(path, key.name()),
                    variable.map(name -> name + "_" + Names.variable(key.name())),
                    reloadable || key.reloadable());
        }

        Place element() {
            return new Place(path + "[]", Optional.empty(), reloadable);
        }

        Place entry() {
            return new Place(path + ".<name>", variable.map(name -> name + "_<NAME>"), reloadable);
        }
    }

    /** A table of the plain settings, then a chapter for each that has settings of its own. */
    private void section(Shape.Section section, Place place, Optional<String> type) {
        var plain = new ArrayList<Key>();
        var nested = new ArrayList<Key>();
        section.keys().forEach(key -> (isPlain(key.shape()) ? plain : nested).add(key));
        if (!plain.isEmpty() || type.isPresent()) {
            page.append("\n| Key | Type | Default | Variable | Reload | Meaning |\n|---|---|---|---|---|---|\n");
            type.ifPresent(name -> row(
                    place.path() + ".type",
                    "`" + name + "`",
                    "",
                    place.variable().map(v -> v + "_TYPE"),
                    place,
                    ""));
            plain.forEach(key -> row(key, place.at(key)));
        }
        nested.forEach(key -> chapter(key, place.at(key)));
    }

    private void chapter(Key key, Place place) {
        heading(code(place.path()));
        page.append('\n').append(key.doc());
        if (key.optional()) {
            page.append(" Optional.");
        }
        key.byDefault()
                .ifPresent(text -> page.append(" Default: `type: ").append(text).append("`."));
        page.append('\n');
        example(key).ifPresent(text -> page.append("\nExample: ").append(text).append('\n'));
        below(key.shape(), place);
    }

    private void below(Shape shape, Place place) {
        switch (shape) {
            case Shape.Section section -> section(section, place, Optional.empty());
            case Shape.Items(Shape element) -> list(element, place.element(), "Each element");
            case Shape.Entries(Shape value) -> list(value, place.entry(), "Each entry");
            case Shape.Choice choice ->
                choice.variants().forEach((name, section) -> {
                    heading(code(place.path()) + " of type " + code(name));
                    section(section, place, Optional.of(name));
                });
            case Shape.Scalar(ScalarType type) ->
                page.append('\n').append(type.expected()).append(".\n");
        }
    }

    private void list(Shape shape, Place place, String each) {
        if (shape instanceof Shape.Choice) {
            below(shape, place);
            return;
        }
        page.append('\n').append(each).append(" (`").append(place.path()).append("`):\n");
        below(shape, place);
    }

    private void heading(String path) {
        page.append("\n## ").append(path).append('\n');
    }

    private void row(Key key, Place at) {
        Place place = key.shape() instanceof Shape.Entries ? at.entry() : at;
        String byDefault = key.required()
                ? "required"
                : key.byDefault().map(text -> code(shown(key.shape(), text))).orElse("");
        String example = example(key).map(text -> " Example: " + text + ".").orElse("");
        row(
                place.path(),
                type(key.shape()),
                byDefault,
                place.variable(),
                place,
                key.doc() + example + (key.secret() ? " Secret: never shown." : ""));
    }

    private void row(String path, String type, String byDefault, Optional<String> variable, Place place, String doc) {
        var cells = List.of(
                code(path),
                type,
                byDefault,
                variable.map(Reference::code).orElse(""),
                place.reloadable() ? "yes" : "",
                doc);
        page.append('|');
        cells.forEach(cell -> page.append(' ')
                .append(cell.replace("|", "\\|").replace("\n", " "))
                .append(" |"));
        page.append('\n');
    }

    private static Optional<String> example(Key key) {
        return key.example().map(text -> code(shown(key.shape(), text)));
    }

    private static String shown(Shape shape, String text) {
        return shape instanceof Shape.Items ? "[" + text + "]" : text;
    }

    private static boolean isPlain(Shape shape) {
        return shape.isOneText() || shape instanceof Shape.Entries(Shape.Scalar _);
    }

    private static String type(Shape shape) {
        return switch (shape) {
            case Shape.Scalar(ScalarType type) -> type.describe();
            case Shape.Items(Shape element) -> "list of: " + type(element);
            case Shape.Entries(Shape value) -> type(value);
            case Shape.Section _, Shape.Choice _ -> "section";
        };
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }
}
