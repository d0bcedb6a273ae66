package dev.imago.delivery;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Dates as HTTP writes them (RFC 9110 §5.6.7): written as IMF-fixdate, read in that and both obsolete forms. */
public final class HttpDate {
    /** A year of two digits is this one or within the century after it. */
    private static final int EARLIEST_YEAR = 1970;

    private static final DateTimeFormatter IMF = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static final List<DateTimeFormatter> READABLE = List.of(
            IMF,
            new DateTimeFormatterBuilder()
                    .appendPattern("EEEE, dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, EARLIEST_YEAR)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.US),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US));

    private HttpDate() {}

    static String write(Instant time) {
        return IMF.format(time.truncatedTo(ChronoUnit.SECONDS));
    }

    /** The time, or nothing if the text is no date: a recipient ignores such a field. */
    public static Optional<Instant> read(String text) {
        for (DateTimeFormatter form : READABLE) {
            try {
                return Optional.of(LocalDateTime.parse(text.strip(), form).toInstant(ZoneOffset.UTC));
            } catch (DateTimeException notThisForm) {
                // the next form may fit
            }
        }
        return Optional.empty();
    }
}
