package dev.imago.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes effective settings as YAML, with the origin of each as a comment. */
final class EffectiveYaml {
    private static final int COMMENT_COLUMN = 48;

    /** What needs no quotes in any YAML version: no number-like, boolean-like or syntax characters at the wrong place. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z0-9/.][A-Za-z0-9/._+:\\-]*[A-Za-z0-9/._]|[A-Za-z0-9/]");

    private static final Pattern RESERVED =
            Pattern.compile("(?i)null|yes|no|on|off|y|n|\\.inf|\\.nan|[0-9]+(:[0-9]+)+|0[xo].*");

    private final List<String> lines = new ArrayList<>();

    String write(Effective root) {
        switch (root) {
            case Effective.Fields fields -> fields(fields, "", "");
            default -> throw new IllegalArgumentException("The root is a record");
        }
        return String.join("\n", lines) + "\n";
    }

    /** The part with a dotted key. */
    static Optional<Effective> find(Effective from, String key) {
        if (key.isEmpty()) {
            return Optional.of(from);
        }
        return switch (from) {
            case Effective.Fields fields ->
                fields.fields().entrySet().stream()
                        .filter(field -> key.matches(Pattern.quote(field.getKey()) + "([.\\[].*)?"))
                        .flatMap(
                                field -> find(
                                        field.getValue(),
                                        key.substring(field.getKey().length()).replaceFirst("^\\.", ""))
                                        .stream())
                        .findFirst();
            case Effective.Items list -> {
                List<Effective> items = list.items();
                for (int i = 0; i < items.size(); i++) {
                    String index = "[" + i + "]";
                    if (key.startsWith(index)) {
                        yield find(items.get(i), key.substring(index.length()).replaceFirst("^\\.", ""));
                    }
                }
                yield Optional.empty();
            }
            case Effective.Text _, Effective.Absent _ -> Optional.empty();
        };
    }

    /**
     * @param first what stands before the first line instead of the indent: {@code "  - "} in a list
     */
    private void fields(Effective.Fields fields, String indent, String first) {
        String start = first.isEmpty() ? indent : first;
        // An absent setting is a comment, and cannot begin the mapping that an element of a list is.
        var given = new ArrayList<Map.Entry<String, Effective>>();
        var absent = new ArrayList<String>();
        for (var field : fields.fields().entrySet()) {
            if (field.getValue() instanceof Effective.Absent) {
                absent.add(field.getKey());
            } else {
                given.add(field);
            }
        }
        for (var field : given) {
            entry(start + scalar(field.getKey()) + ":", field.getValue(), indent);
            start = indent;
        }
        for (String key : absent) {
            line(indent + "# " + key + ":", "not set");
        }
    }

    private void entry(String start, Effective value, String indent) {
        switch (value) {
            case Effective.Text text ->
                line(start + " " + shown(text), text.origin().toString());
            case Effective.Absent absent -> line(start, absent.origin().toString());
            case Effective.Items items
            when items.items().isEmpty() -> line(start + " []", items.origin().toString());
            case Effective.Items items -> {
                lines.add(start);
                items.items().forEach(item -> item(item, indent + "  "));
            }
            case Effective.Fields fields
            when isEmpty(fields) -> {
                line(start + " {}", fields.origin().toString());
                fields(fields, indent + "  ", "");
            }
            case Effective.Fields fields -> {
                lines.add(start);
                fields(fields, indent + "  ", "");
            }
        }
    }

    private void item(Effective item, String indent) {
        switch (item) {
            case Effective.Fields fields when !isEmpty(fields) -> fields(fields, indent + "  ", indent + "- ");
            case Effective.Items items
            when !items.items().isEmpty() -> {
                lines.add(indent + "-");
                items.items().forEach(inner -> item(inner, indent + "  "));
            }
            default -> entry(indent + "-", item, indent);
        }
    }

    private static boolean isEmpty(Effective.Fields fields) {
        return fields.fields().values().stream().allMatch(Effective.Absent.class::isInstance);
    }

    private void line(String text, String comment) {
        lines.add(text + " ".repeat(Math.max(1, COMMENT_COLUMN - text.length())) + "# " + comment);
    }

    private static String shown(Effective.Text text) {
        return text.secret() ? "\"***\"" : scalar(text.text());
    }

    private static String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !RESERVED.matcher(text).matches()) {
            return text;
        }
        var quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"', '\\' -> quoted.append('\\').appendCodePoint(c);
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                default -> {
                    boolean visible = (c >= 0x20 && c < 0x7F) || (c >= 0xA0 && Character.isLetterOrDigit(c));
                    if (visible) {
                        quoted.appendCodePoint(c);
                    } else {
                        quoted.append(String.format("\\U%08X", c));
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
