package dev.imago.database;

import dev.imago.image.Fault;
import java.sql.SQLException;
import java.time.Duration;

/** Turns what a database says into what Imago says. */
final class SqlFaults {
    private SqlFaults() {}

    static Fault of(Dialect dialect, SQLException e) {
        return switch (dialect.classify(e)) {
            case CONNECTION -> unavailable().withDetail(String.valueOf(e.getMessage()));
            case BUSY -> busy(e);
            case NO_SPACE -> new Fault(Fault.Kind.NO_SPACE, "The catalog's disk is full.", e);
            case DEFECT -> new Fault(Fault.Kind.INTERNAL, "The catalog refused a statement.", e);
        };
    }

    static Fault busy(SQLException e) {
        return new Fault(Fault.Kind.UNAVAILABLE, "The catalog's database is busy.", e)
                .retryAfter(Duration.ofSeconds(1));
    }

    static Fault unavailable() {
        return new Fault(Fault.Kind.UNAVAILABLE, "The catalog's database does not answer.")
                .retryAfter(Duration.ofSeconds(1));
    }

    static Fault closed() {
        return new Fault(Fault.Kind.UNAVAILABLE, "The server is stopping.");
    }
}
