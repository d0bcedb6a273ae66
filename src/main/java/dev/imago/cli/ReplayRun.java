package dev.imago.cli;

import dev.imago.cli.replay.Address;
import dev.imago.cli.replay.Comparison;
import dev.imago.cli.replay.Comparison.Difference;
import dev.imago.cli.replay.Differences;
import dev.imago.cli.replay.Pace;
import dev.imago.cli.replay.Workload;
import dev.imago.cli.terminal.Progress;
import dev.imago.cli.terminal.ProgressDisplay;
import dev.imago.cli.terminal.Terminal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** One run of {@code imago route replay}: reads the logs, asks both sides of each address, reports. */
final class ReplayRun {
    /** So many addresses without any answer mean that a side is not there at all. */
    private static final int HOPELESS = 20;

    private final Shell shell;
    private final Signals signals;
    private final JsonOption json;
    private final Comparison comparison;
    private final Function<Address, String> grouping;
    private volatile boolean stopped;
    private volatile Optional<String> hopeless = Optional.empty();

    /** A difference for programs. */
    record Found(String address, String rule, String kind, String before, String after, int requests) {}

    /** An address of which a side did not answer, for programs. */
    record Unanswered(String address, String error) {}

    /** @param grouping the rule that is named for an address of which no side tells one */
    ReplayRun(
            Shell shell, Signals signals, JsonOption json, Comparison comparison, Function<Address, String> grouping) {
        this.shell = shell;
        this.signals = signals;
        this.json = json;
        this.comparison = comparison;
        this.grouping = grouping;
    }

    /**
     * Runs to the end.
     *
     * @param rate addresses a second at most; 0 for no limit
     * @param examples addresses to keep of each group
     */
    int run(List<String> logs, Workload workload, int jobs, int rate, int examples)
            throws IOException, InterruptedException {
        for (String log : logs) {
            gather(log, workload);
        }
        Thread self = Thread.currentThread();
        signals.on("INT", () -> stop(self));
        signals.on("TERM", () -> stop(self));
        var differences = new Differences(examples);
        try (var display = new ProgressDisplay(
                        shell.terminal(), this::receivedBytes, rateNow -> progress(workload, differences, rateNow));
                ExecutorService running = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                ask(workload, jobs, new Pace(rate), differences, display, running);
                running.shutdown();
                stopped |= !running.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                running.shutdownNow();
            }
        }
        var _ = Thread.interrupted();
        if (hopeless.isPresent()) {
            throw new CommandFailed(ExitCode.UNREACHABLE, hopeless.get());
        }
        new ReplayReport(shell, json).print(workload, differences, !stopped);
        return code(differences);
    }

    private void gather(String log, Workload workload) throws IOException {
        if (log.equals("-")) {
            workload.gather(shell.terminal().in());
            return;
        }
        try (InputStream in = Files.newInputStream(Path.of(log))) {
            workload.gather(in);
        }
    }

    private void ask(
            Workload workload,
            int jobs,
            Pace pace,
            Differences differences,
            ProgressDisplay display,
            ExecutorService running)
            throws InterruptedException {
        var places = new Semaphore(jobs);
        for (Map.Entry<Address, Integer> entry : workload.counts().entrySet()) {
            places.acquire();
            pace.await();
            if (hopeless.isPresent()) {
                return;
            }
            running.execute(() -> {
                try {
                    ask(entry.getKey(), entry.getValue(), differences, display);
                } finally {
                    places.release();
                }
            });
        }
    }

    private void ask(Address address, int requests, Differences differences, ProgressDisplay display) {
        try {
            Optional<Difference> difference = comparison.of(address);
            difference.ifPresentOrElse(
                    found -> differ(address, requests, found, differences, display), differences::same);
        } catch (IOException e) {
            if (!stopped) {
                unanswered(address, Failures.text(e), differences, display);
            }
        }
    }

    private void differ(
            Address address, int requests, Difference found, Differences differences, ProgressDisplay display) {
        String rule = found.rule().orElseGet(() -> grouping.apply(address));
        differences.add(address, rule, found, requests);
        if (json.wanted()) {
            String kind = found.kind().name().toLowerCase(Locale.ROOT);
            display.say(JsonOption.text(
                    new Found(address.toString(), rule, kind, found.before(), found.after(), requests)));
        }
    }

    private void unanswered(Address address, String why, Differences differences, ProgressDisplay display) {
        differences.unanswered();
        if (differences.unansweredAddresses() >= HOPELESS
                && differences.unansweredAddresses() == differences.addresses()) {
            hopeless = Optional.of("no answer to the first " + HOPELESS + " requests (" + why + ")");
        }
        display.note("imago: " + Terminal.harmless(address + ": " + why));
        if (json.wanted()) {
            display.say(JsonOption.text(new Unanswered(address.toString(), why)));
        }
    }

    private void stop(Thread runner) {
        stopped = true;
        runner.interrupt();
    }

    private long receivedBytes() {
        return comparison.old().receivedBytes() + comparison.next().receivedBytes();
    }

    private Progress progress(Workload workload, Differences differences, double perSecond) {
        return new Progress(
                "addresses",
                differences.addresses(),
                workload.counts().size(),
                receivedBytes(),
                0,
                true,
                perSecond,
                differences.unansweredAddresses());
    }

    private int code(Differences differences) {
        if (stopped) {
            return ExitCode.INTERRUPTED;
        }
        if (differences.unansweredAddresses() > 0) {
            return ExitCode.FAILED;
        }
        return differences.differing() > 0 ? ExitCode.DIFFERENT : ExitCode.OK;
    }
}
