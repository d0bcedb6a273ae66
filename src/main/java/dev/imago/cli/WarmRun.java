package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.ApiException;
import dev.imago.cli.client.ImageInfo;
import dev.imago.cli.client.ImagePage;
import dev.imago.cli.client.WarmInfo;
import dev.imago.cli.terminal.ProgressDisplay;
import dev.imago.cli.terminal.Sizes;
import dev.imago.cli.terminal.Terminal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** One run of {@code imago warm}: image after image, progress, summary. */
final class WarmRun {
    private static final int PAGE = 1000;
    private static final int UNKNOWN_PRESET = 400;
    private static final int FORBIDDEN = 403;
    private static final int CONFLICT = 409;

    private final Shell shell;
    private final Signals signals;
    private final JsonOption json;
    private final ApiClient client;
    private final WarmTally tally = new WarmTally();
    /** What would be refused for every other image, too. */
    private volatile Optional<ApiException> fatal = Optional.empty();

    private volatile boolean stopped;

    /** The last line for programs. */
    record Ending(WarmTally.Summary summary) {}

    /** A failure for programs. */
    record Failure(String key, String error) {}

    WarmRun(Shell shell, Signals signals, JsonOption json, ApiClient client) {
        this.shell = shell;
        this.signals = signals;
        this.json = json;
        this.client = client;
    }

    private interface Visitor {
        /** @return whether to go on */
        boolean visit(ImageInfo image) throws InterruptedException;
    }

    /** @param query which renditions */
    int run(String prefix, String query, int jobs) throws InterruptedException {
        long begin = System.nanoTime();
        Thread self = Thread.currentThread();
        signals.on("INT", () -> stop(self));
        signals.on("TERM", () -> stop(self));
        Thread counting = Thread.ofVirtual().name("count").start(() -> count(prefix));
        boolean complete = false;
        try (var display = new ProgressDisplay(shell.terminal(), tally::doneBytes, tally::progress);
                ExecutorService running = Executors.newVirtualThreadPerTaskExecutor()) {
            var places = new Semaphore(jobs);
            try {
                complete = walk(prefix, image -> {
                    places.acquire();
                    running.execute(() -> {
                        warm(image, query, display);
                        places.release();
                    });
                    return fatal.isEmpty();
                });
                running.shutdown();
                complete &= running.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                running.shutdownNow();
            }
        } finally {
            counting.interrupt();
        }
        var _ = Thread.interrupted();
        return summarize((System.nanoTime() - begin) / 1e9, complete && !stopped && fatal.isEmpty());
    }

    private void stop(Thread runner) {
        stopped = true;
        runner.interrupt();
    }

    private boolean walk(String prefix, Visitor visitor) throws InterruptedException {
        Optional<String> after = Optional.of("");
        while (after.isPresent()) {
            String path = ApiClient.with("/v1/images", "prefix", prefix);
            path = ApiClient.with(ApiClient.with(path, "after", after.get()), "limit", Integer.toString(PAGE));
            ImagePage page = client.get(path).as(ImagePage.class);
            for (JsonNode item : page.items()) {
                if (!visitor.visit(Answer.read(item.toString(), ImageInfo.class))) {
                    return false;
                }
            }
            after = page.next();
        }
        return true;
    }

    private void count(String prefix) {
        try {
            walk(prefix, image -> {
                tally.found(image.size());
                return true;
            });
            tally.allFound();
        } catch (InterruptedException | ApiException e) {
            // Then the totals stay unknown.
        }
    }

    private void warm(ImageInfo image, String query, ProgressDisplay display) {
        try {
            Answer answer = client.post(ApiClient.image(image.key()) + ":warm" + query, Optional.empty());
            tally.done(image.size(), answer.as(WarmInfo.class));
            if (json.wanted()) {
                display.say(JsonOption.harmless(answer.json()));
            } else {
                notes(answer).forEach(display::note);
            }
        } catch (ApiException e) {
            failed(image, e, display);
        } catch (InterruptedException e) {
            // It is not done, and the next run does it.
        }
    }

    private static List<String> notes(Answer answer) {
        WarmInfo info = answer.as(WarmInfo.class);
        JsonNode renditions = Answer.read(answer.json(), JsonNode.class).path("renditions");
        return renditions
                .valueStream()
                .filter(rendition -> rendition.has("problem"))
                .map(rendition -> "imago: "
                        + Terminal.harmless(info.key() + "?"
                                + rendition.path("what").asString("") + ": "
                                + rendition.path("problem").asString("")))
                .toList();
    }

    private void failed(ImageInfo image, ApiException why, ProgressDisplay display) {
        boolean forAll = why.status() == UNKNOWN_PRESET || why.status() == FORBIDDEN || why.status() == CONFLICT;
        if (forAll || why.status() == 401) {
            fatal = Optional.of(why);
            return;
        }
        tally.failed(image.size());
        display.note("imago: " + Terminal.harmless(image.key() + ": " + why.publicMessage()));
        if (json.wanted()) {
            display.say(JsonOption.text(new Failure(image.key(), Terminal.harmless(why.publicMessage()))));
        }
    }

    private int summarize(double seconds, boolean complete) {
        WarmTally.Summary summary = tally.summary(seconds, complete);
        if (fatal.isPresent()) {
            throw fatal.get();
        }
        if (json.wanted()) {
            json.print(shell, new Ending(summary));
        } else {
            shell.terminal()
                    .note(String.format(
                            Locale.ROOT,
                            "%s: %s made, %s there already, %s failed; %.1f s, %.1f images/s",
                            Sizes.count(summary.images(), "image", "images"),
                            Sizes.count(summary.made()),
                            Sizes.count(summary.there()),
                            Sizes.count(summary.failed()),
                            summary.seconds(),
                            summary.images() / Math.max(seconds, 0.001)));
        }
        if (!complete) {
            shell.terminal().note("imago: interrupted; the same command goes on where it was");
            return ExitCode.INTERRUPTED;
        }
        return summary.failed() > 0 ? ExitCode.FAILED : ExitCode.OK;
    }
}
