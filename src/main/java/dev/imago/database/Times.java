package dev.imago.database;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times in the database: microseconds since 1970, which both databases keep exactly for 290,000 years. */
public final class Times {
    private Times() {}

    public static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time.truncatedTo(ChronoUnit.MICROS));
    }

    public static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
