package dev.imago.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Numbers for people. */
public final class Sizes {
    private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB", "PB"};

    private Sizes() {}

    /** Bytes in units of 1,000 with up to three digits: {@code 999 B}, {@code 1.2 MB}, {@code 340 GB}. */
    public static String bytes(long bytes) {
        double amount = bytes;
        int unit = 0;
        while (amount >= 999.5 && unit < UNITS.length - 1) {
            amount /= 1000;
            unit++;
        }
        String digits = unit == 0 || amount >= 99.95 ? "%.0f" : "%.1f";
        return String.format(Locale.ROOT, digits + " %s", amount, UNITS[unit]);
    }

    /** With commas between thousands: {@code 1,234,567}. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 1 image}, {@code 1,234 images}. */
    public static String count(long number, String one, String many) {
        return count(number) + " " + (number == 1 ? one : many);
    }

    /** {@code 0:07}, {@code 12:34}, {@code 5:00:00}, {@code 3d 04:00:00}. */
    public static String time(Duration time) {
        long days = time.toDays();
        long hours = time.toHoursPart();
        String clock = days > 0
                ? String.format(
                        Locale.ROOT, "%dd %02d:%02d:%02d", days, hours, time.toMinutesPart(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d:%02d", hours, time.toMinutesPart(), time.toSecondsPart());
        return days == 0 && hours == 0
                ? String.format(Locale.ROOT, "%d:%02d", time.toMinutesPart(), time.toSecondsPart())
                : clock;
    }
}
