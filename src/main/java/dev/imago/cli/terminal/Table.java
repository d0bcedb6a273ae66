package dev.imago.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Aligned columns, two spaces apart, with headings. */
public final class Table {
    private final List<String> headings;
    private final List<List<String>> rows = new ArrayList<>();

    /** A heading that starts with {@code >} aligns its column to the right. */
    public Table(String... headings) {
        this.headings = List.of(headings);
    }

    /** Adds a row of as many cells as there are headings. */
    public void row(String... cells) {
        rows.add(List.of(cells).stream().map(Terminal::harmless).toList());
    }

    /** The lines, without blanks at their ends. */
    public List<String> lines() {
        List<List<String>> all = new ArrayList<>();
        all.add(headings.stream()
                .map(heading -> heading.startsWith(">") ? heading.substring(1) : heading)
                .toList());
        all.addAll(rows);
        int[] widths = new int[headings.size()];
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], width(row.get(i)));
            }
        }
        return all.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        var line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String gap = " ".repeat(widths[i] - width(row.get(i)));
            boolean right = headings.get(i).startsWith(">");
            line.append(i == 0 ? "" : "  ")
                    .append(right ? gap : "")
                    .append(row.get(i))
                    .append(right ? "" : gap);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
