package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.MigrationInfo;
import dev.imago.cli.terminal.ProgressDisplay;
import dev.imago.cli.terminal.Terminal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

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
        MigrationInfo.Done first = info(latest).progress();
        LongSupplier bytes =
                () -> StageProgress.between(first, info(latest).progress()).bytes();
        try (var display = new ProgressDisplay(
                shell.terminal(),
                bytes,
                rate -> StageProgress.between(first, info(latest).progress()).shown(rate))) {
            while (!settled(info(latest)) && info(latest).progress().stage().equals(first.stage())) {
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
}
