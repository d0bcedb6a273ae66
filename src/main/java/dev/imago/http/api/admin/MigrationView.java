package dev.imago.http.api.admin;

import dev.imago.migrate.Migration;
import dev.imago.migrate.Orders;
import dev.imago.migrate.Plan;
import dev.imago.migrate.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a client sees of a migration.
 *
 * @param rate bytes a second; empty when there is no limit
 * @param stays the side that stays if it is finished now
 * @param removeAfter seconds from the end until the other side loses its bytes; empty: never
 * @param failures the first images that wait for another try
 * @param lacking counted only when it is asked for
 */
record MigrationView(
        String id,
        String prefix,
        String from,
        String to,
        String verify,
        Optional<Long> rate,
        int concurrency,
        String phase,
        int share,
        String sharedPrefix,
        boolean paused,
        String stays,
        Optional<Long> removeAfter,
        Instant started,
        Instant changed,
        Done progress,
        List<Orders.Failure> failures,
        Optional<Orders.Lacking> lacking) {
    /** How far it is; see {@link Progress}. */
    record Done(
            String stage,
            long images,
            long total,
            long looked,
            long copied,
            long bytes,
            long verified,
            long mismatched,
            long removed,
            long failed,
            String problem) {
        static Done of(Progress progress, long failed) {
            return new Done(
                    lower(progress.stage()),
                    progress.images(),
                    progress.total(),
                    progress.looked(),
                    progress.copied(),
                    progress.bytes(),
                    progress.verified(),
                    progress.mismatched(),
                    progress.removed(),
                    failed,
                    progress.problem());
        }
    }

    static MigrationView of(
            Migration migration, long failed, List<Orders.Failure> failures, Optional<Orders.Lacking> lacking) {
        Plan plan = migration.plan();
        return new MigrationView(
                migration.id(),
                plan.prefix(),
                plan.from(),
                plan.to(),
                lower(plan.verify()),
                Optional.of(plan.rate()).filter(rate -> rate != Long.MAX_VALUE),
                plan.concurrency(),
                lower(migration.phase()),
                migration.share(),
                migration.sharedPrefix(),
                migration.paused(),
                migration.winner(),
                plan.removeAfter().map(after -> after.toSeconds()),
                migration.started(),
                migration.changed(),
                Done.of(migration.progress(), failed),
                failures,
                lacking);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
