package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.MigrationInfo;
import dev.imago.cli.terminal.Progress;
import dev.imago.cli.terminal.ProgressDisplay;
import java.time.Duration;

/** Shows how far a migration is until nothing is left to do but to follow what changes. */
final class MigrationWatch {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Shell shell;
    private final Signals signals;
    private final ApiClient client;

    MigrationWatch(Shell shell, Signals signals, ApiClient client) {
        this.shell = shell;
        this.signals = signals;
        this.client = client;
    }

    /** Returns the last answer. Whoever is interrupted leaves; the server goes on. */
    Answer follow(Answer begun) throws InterruptedException {
        var latest = new LatestAnswer(begun);
        String path = MigrationOptions.path(begun.as(MigrationInfo.class).id());
        Thread self = Thread.currentThread();
        signals.on("INT", self::interrupt);
        signals.on("TERM", self::interrupt);
        try (var _ = new ProgressDisplay(
                shell.terminal(),
                () -> latest.get().as(MigrationInfo.class).progress().bytes(),
                perSecond -> progress(latest.get().as(MigrationInfo.class), perSecond))) {
            while (!settled(latest.get().as(MigrationInfo.class))) {
                Thread.sleep(LOOK);
                latest.set(client.get(path));
            }
        }
        return client.get(path + "?lacking=true");
    }

    /** A side that is given up after a while is not waited for. */
    private static boolean settled(MigrationInfo now) {
        return now.over() || now.rests();
    }

    private static Progress progress(MigrationInfo migration, double perSecond) {
        MigrationInfo.Done done = migration.progress();
        boolean copies = done.stage().equals("backfill");
        return new Progress(
                "images (" + done.stage() + ")",
                done.looked(),
                Math.max(done.images(), done.looked()),
                done.bytes(),
                copies ? Math.max(done.total(), done.bytes()) : 0,
                true,
                perSecond,
                done.failed());
    }
}
