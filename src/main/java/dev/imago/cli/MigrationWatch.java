package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.MigrationInfo;
import dev.imago.cli.terminal.Progress;
import dev.imago.cli.terminal.ProgressDisplay;
import dev.imago.cli.terminal.Terminal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Shows how far a migration is, and what fails, until nothing is left to do but to follow what changes. */
final class MigrationWatch {
    private static final Duration LOOK = Duration.ofMillis(500);

    private final Shell shell;
    private final Signals signals;
    private final ApiClient client;
    private final Set<MigrationInfo.Failure> told = new HashSet<>();
    private String problem = "";

    MigrationWatch(Shell shell, Signals signals, ApiClient client) {
        this.shell = shell;
        this.signals = signals;
        this.client = client;
    }

    /** Returns the last answer. Whoever is interrupted leaves; the server goes on. */
    Answer follow(Answer begun) throws InterruptedException {
        var latest = new LatestAnswer(begun);
        String path = MigrationOptions.path(info(latest).id());
        Thread self = Thread.currentThread();
        signals.on("INT", self::interrupt);
        signals.on("TERM", self::interrupt);
        while (!settled(info(latest))) {
            followStage(latest, path);
        }
        return client.get(path + "?lacking=true");
    }

    /** Each stage has a bar, and a rate, of its own. */
    private void followStage(LatestAnswer latest, String path) throws InterruptedException {
        String stage = info(latest).progress().stage();
        try (var display = new ProgressDisplay(
                shell.terminal(), () -> bytes(info(latest).progress()), rate -> progress(info(latest), rate))) {
            while (!settled(info(latest)) && info(latest).progress().stage().equals(stage)) {
                Thread.sleep(LOOK);
                latest.set(client.get(path));
                tell(display, info(latest));
            }
        }
    }

    private static MigrationInfo info(LatestAnswer latest) {
        return latest.get().as(MigrationInfo.class);
    }

    /** A side that is given up after a while is not waited for. */
    private static boolean settled(MigrationInfo now) {
        return now.over() || now.rests();
    }

    private void tell(ProgressDisplay display, MigrationInfo now) {
        now.failures().stream()
                .filter(told::add)
                .forEach(failure -> display.note(
                        Terminal.harmless("try " + failure.tries() + ": " + failure.key() + ": " + failure.problem())));
        if (!problem.equals(now.progress().problem())) {
            problem = now.progress().problem();
            display.note(problem.isEmpty() ? "goes on" : Terminal.harmless("waits: " + problem));
        }
    }

    private static Progress progress(MigrationInfo migration, double perSecond) {
        MigrationInfo.Done done = migration.progress();
        long doneBytes = bytes(done);
        return new Progress(
                unit(done.stage()),
                done.looked(),
                Math.max(done.images(), done.looked()),
                doneBytes,
                readsBytes(done) ? Math.max(done.total(), doneBytes) : 0,
                true,
                readsBytes(done) ? perSecond : 0,
                done.failed());
    }

    private static String unit(String stage) {
        return switch (stage) {
            case "verify" -> "images verified";
            case "switch" -> "images switched";
            case "remove" -> "images removed";
            default -> "images";
        };
    }

    private static boolean readsBytes(MigrationInfo.Done done) {
        return done.stage().equals("backfill") || done.stage().equals("verify");
    }

    /** Those that were copied; while copies are read again, the like part of all, as images count there. */
    private static long bytes(MigrationInfo.Done done) {
        return done.stage().equals("verify") && done.images() > 0
                ? (long) ((double) done.total() * done.looked() / Math.max(done.images(), done.looked()))
                : done.bytes();
    }
}
