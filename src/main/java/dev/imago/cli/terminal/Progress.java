package dev.imago.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/**
 * How far long work is.
 *
 * @param unit what is counted, in the plural: {@code files}
 * @param totalKnown whether both totals are final
 * @param perSecond bytes a second; 0 if unknown
 * @param failed how many went wrong
 */
public record Progress(
        String unit,
        long done,
        long total,
        long doneBytes,
        long totalBytes,
        boolean totalKnown,
        double perSecond,
        long failed) {
    private static final int BAR = 20;
    private static final int SHORTEST_BAR = 5;

    /** One line of at most so many columns; a narrow one has a shorter bar, or none. */
    public String line(int width) {
        String counts = counts();
        int room = Math.min(BAR, width - counts.length() - bar(0).length());
        String text = totalKnown && room >= SHORTEST_BAR ? bar(room) + counts : counts;
        return text.substring(0, Math.min(width, text.length()));
    }

    private String bar(int columns) {
        double part = part();
        int full = (int) (part * columns);
        return "[" + "#".repeat(full) + "-".repeat(columns - full) + "] "
                + String.format(Locale.ROOT, "%3d", (int) (part * 100)) + "%  ";
    }

    /** From 0 to 1; by bytes where there are any. */
    private double part() {
        if (totalBytes > 0) {
            return Math.clamp((double) doneBytes / totalBytes, 0, 1);
        }
        return total == 0 ? 1 : Math.clamp((double) done / total, 0, 1);
    }

    private String counts() {
        var line = new StringBuilder(Sizes.count(done));
        if (totalKnown) {
            line.append('/').append(Sizes.count(total));
        }
        line.append(' ').append(unit).append("  ").append(Sizes.bytes(doneBytes));
        if (totalKnown && totalBytes > 0) {
            line.append(" of ").append(Sizes.bytes(totalBytes));
        }
        if (perSecond > 0) {
            line.append("  ").append(Sizes.bytes(Math.round(perSecond))).append("/s");
        }
        if (failed > 0) {
            line.append("  ").append(Sizes.count(failed)).append(" failed");
        }
        if (!totalKnown) {
            line.append("  counting");
        } else if (perSecond > 0 && totalBytes > doneBytes) {
            line.append("  ").append(Sizes.time(left())).append(" left");
        }
        return line.toString();
    }

    private Duration left() {
        return Duration.ofSeconds((long) Math.ceil((totalBytes - doneBytes) / perSecond));
    }
}
