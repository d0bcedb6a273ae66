package dev.imago.cli;

import dev.imago.cli.client.ApiException;
import dev.imago.cli.terminal.ProgressDisplay;
import dev.imago.cli.terminal.Sizes;
import dev.imago.cli.terminal.Terminal;
import dev.imago.cli.transfer.FileUpload;
import dev.imago.cli.transfer.LocalFile;
import dev.imago.cli.transfer.LocalTree;
import dev.imago.cli.transfer.ManyUploads;
import dev.imago.cli.transfer.Tally;
import dev.imago.cli.transfer.Transfer;
import dev.imago.image.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** One run of {@code imago put}: uploads, progress, summary. */
final class PutRun {
    private final Shell shell;
    private final Signals signals;
    private final JsonOption json;
    private final boolean eachFile;
    private final Tally tally = new Tally();

    /** Where files come from; walked twice, once to count. */
    interface Source {
        void walk(LocalTree.Visitor visitor) throws IOException, InterruptedException;
    }

    /** A file for programs. */
    record Shown(
            String file,
            String key,
            String outcome,
            Optional<String> digest,
            Optional<String> url,
            Optional<String> error) {}

    /** The last line for programs. */
    record Ending(Tally.Summary summary) {}

    /** @param eachFile whether each file gets a line */
    PutRun(Shell shell, Signals signals, JsonOption json, boolean eachFile) {
        this.shell = shell;
        this.signals = signals;
        this.json = json;
        this.eachFile = eachFile;
    }

    int run(Source source, FileUpload upload, int jobs) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        Thread counting = Thread.ofVirtual().name("count").start(() -> count(source));
        boolean complete = false;
        ManyUploads uploads;
        try (var display = new ProgressDisplay(shell.terminal(), tally::doneBytes, tally::progress);
                var running = new ManyUploads(upload, jobs, new Reporting(display))) {
            uploads = running;
            signals.on("INT", running::stop);
            signals.on("TERM", running::stop);
            complete = send(source, running, display);
        } finally {
            counting.interrupt();
        }
        // What stop() may have set is spent.
        boolean stopped = Thread.interrupted() || uploads.stopped();
        return summarize((System.nanoTime() - begin) / 1e9, complete, stopped, uploads.fatal());
    }

    private boolean send(Source source, ManyUploads uploads, ProgressDisplay display) throws IOException {
        try {
            source.walk(new LocalTree.Visitor() {
                @Override
                public boolean file(LocalFile file) throws InterruptedException {
                    return uploads.add(file);
                }

                @Override
                public void unreadable(Path path, IOException failure) {
                    failed(display, path.toString(), "", failure);
                }
            });
            uploads.finish();
            return uploads.fatal().isEmpty();
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void count(Source source) {
        try {
            source.walk(new LocalTree.Visitor() {
                @Override
                public boolean file(LocalFile file) throws InterruptedException {
                    tally.found(file);
                    if (Thread.interrupted()) {
                        throw new InterruptedException();
                    }
                    return true;
                }

                @Override
                public void unreadable(Path path, IOException failure) {
                    // The walk that uploads says so.
                }
            });
            tally.allFound();
        } catch (IOException | InterruptedException e) {
            // Then the totals stay unknown.
        }
    }

    private final class Reporting implements ManyUploads.Listener {
        private final ProgressDisplay display;

        Reporting(ProgressDisplay display) {
            this.display = display;
        }

        @Override
        public void done(Transfer transfer) {
            tally.done(transfer);
            LocalFile file = transfer.file();
            String outcome = transfer.outcome().name().toLowerCase(Locale.ROOT);
            if (json.wanted()) {
                display.say(JsonOption.text(new Shown(
                        file.path().toString(),
                        file.key(),
                        outcome,
                        transfer.digest(),
                        transfer.url(),
                        Optional.empty())));
            } else if (eachFile) {
                display.say(outcome + "  " + Terminal.harmless(transfer.url().orElse(file.key())));
            }
        }

        @Override
        public void failed(LocalFile file, Exception failure) {
            PutRun.this.failed(display, file.path().toString(), file.key(), failure);
        }

        @Override
        public void moved(long bytes) {
            tally.moved(bytes);
        }
    }

    private void failed(ProgressDisplay display, String file, String key, Exception failure) {
        String reason = switch (failure) {
            case ApiException refused -> refused.publicMessage();
            case Fault fault -> fault.message();
            default -> Failures.text(failure);
        };
        String line = Terminal.harmless(reason.startsWith(file) ? reason : file + ": " + reason);
        tally.failed();
        display.note("imago: " + line);
        if (json.wanted()) {
            display.say(JsonOption.text(new Shown(
                    file, key, "failed", Optional.empty(), Optional.empty(), Optional.of(Terminal.harmless(reason)))));
        }
    }

    private int summarize(double seconds, boolean complete, boolean stopped, Optional<ApiException> fatal) {
        Tally.Summary summary = tally.summary(seconds, complete);
        if (json.wanted()) {
            json.print(shell, new Ending(summary));
        } else {
            shell.terminal().note(text(summary));
        }
        if (fatal.isPresent()) {
            shell.terminal().note("imago: broken off; the same command goes on where it was");
            throw fatal.get();
        }
        if (stopped) {
            shell.terminal().note("imago: interrupted; the same command goes on where it was");
            return ExitCode.INTERRUPTED;
        }
        return summary.failed() > 0 ? ExitCode.FAILED : ExitCode.OK;
    }

    private static String text(Tally.Summary summary) {
        var line = new StringBuilder(Sizes.count(summary.created()) + " created, " + Sizes.count(summary.replaced())
                + " replaced, " + Sizes.count(summary.same()) + " there already");
        if (summary.kept() > 0) {
            line.append(", ").append(Sizes.count(summary.kept())).append(" kept");
        }
        line.append(", ").append(Sizes.count(summary.failed())).append(" failed; ");
        line.append(Sizes.bytes(summary.sentBytes()))
                .append(String.format(Locale.ROOT, " in %.1f s", summary.seconds()));
        return line.toString();
    }
}
