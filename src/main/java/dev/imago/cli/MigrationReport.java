package dev.imago.cli;

import dev.imago.cli.client.MigrationInfo;
import dev.imago.cli.terminal.Sizes;
import dev.imago.cli.terminal.Terminal;

/** Tells of a migration in lines for people. */
final class MigrationReport {
    private final Terminal terminal;

    MigrationReport(Terminal terminal) {
        this.terminal = terminal;
    }

    void print(MigrationInfo migration) {
        MigrationInfo.Done done = migration.progress();
        line("migration", migration.id());
        line(
                "images",
                (migration.prefix().isEmpty() ? "all" : migration.prefix()) + ", from " + migration.from() + " to "
                        + migration.to());
        line("phase", phase(migration) + (migration.paused() ? ", paused" : ""));
        line("stage", stage(migration));
        line("copied", Sizes.count(done.copied(), "image", "images") + " (" + Sizes.bytes(done.bytes()) + ")");
        line(
                "verified",
                Sizes.count(done.verified()) + ", " + Sizes.count(done.mismatched()) + " wrong and copied again");
        migration
                .lacking()
                .ifPresent(lacking -> line(
                        "lacking",
                        Sizes.count(lacking.images(), "image has", "images have") + " no copy in " + lacking.store()
                                + ", " + Sizes.count(lacking.unverified()) + " unverified"));
        if (!done.problem().isEmpty()) {
            line("waits for", done.problem());
        }
        if (done.failed() > 0) {
            line("failed", Sizes.count(done.failed(), "image", "images") + ", tried again");
        }
        migration
                .failures()
                .forEach(failure -> terminal.say("  " + Terminal.harmless(failure.key() + ": " + failure.problem())));
    }

    /** What was saved, and was held against its own digest. */
    void print(ProofFile proof) {
        ProofFile.Sum sum = proof.sum();
        line(
                "proof",
                proof.file() + ": " + Sizes.count(sum.images(), "image", "images") + " (" + Sizes.bytes(sum.bytes())
                        + "), " + Sizes.count(sum.copies(), "copy", "copies") + ", " + Sizes.count(sum.verified())
                        + " verified");
        line("SHA-256", sum.digest());
    }

    private static String stage(MigrationInfo migration) {
        MigrationInfo.Done done = migration.progress();
        return migration.lazy()
                ? done.stage() + ": only what is read or uploaded is copied"
                : done.stage() + ", " + Sizes.count(done.looked()) + " of " + Sizes.count(done.images()) + " looked at";
    }

    private static String phase(MigrationInfo migration) {
        boolean part = migration.phase().equals("cut-over")
                && (migration.share() < 100 || !migration.sharedPrefix().equals(migration.prefix()));
        return part
                ? migration.phase() + ", " + migration.share() + "% of " + migration.sharedPrefix() + "*"
                : migration.phase();
    }

    private void line(String name, String value) {
        terminal.say(String.format("%-10s %s", name, Terminal.harmless(value)));
    }
}
