package dev.imago.cli;

import dev.imago.cli.replay.Differences;
import dev.imago.cli.replay.Workload;
import dev.imago.cli.terminal.Sizes;
import dev.imago.cli.terminal.Terminal;
import java.util.List;

/** What {@code imago route replay} found: groups of differences, and what was looked at. */
record ReplayReport(Shell shell, JsonOption json) {
    /**
     * For programs, on the last line.
     *
     * @param unread lines that tell of no request
     * @param leftOut requests of other methods, or answered with an error then
     * @param beyond requests for addresses that were too many to be kept
     * @param complete whether all addresses were asked
     */
    record Summary(
            long requests,
            long addresses,
            long differing,
            long unanswered,
            long unread,
            long leftOut,
            long beyond,
            boolean complete,
            List<Differences.Group> groups) {}

    /** The last line for programs. */
    record Ending(Summary summary) {}

    void print(Workload workload, Differences differences, boolean complete) {
        var summary = new Summary(
                workload.requests(),
                differences.addresses(),
                differences.differing(),
                differences.unansweredAddresses(),
                workload.unreadLines(),
                workload.leftOut(),
                workload.beyond(),
                complete,
                differences.groups());
        if (json.wanted()) {
            json.print(shell, new Ending(summary));
        } else {
            summary.groups().forEach(this::print);
            print(summary);
        }
    }

    private void print(Differences.Group group) {
        String what =
                group.before().isEmpty() && group.after().isEmpty() ? "" : " " + group.before() + " → " + group.after();
        say(group.rule() + ": " + group.kind() + what + ": "
                + Sizes.count(group.addresses(), "address", "addresses") + ", "
                + Sizes.count(group.requests(), "request", "requests"));
        group.examples().forEach(example -> say("    " + example));
        long more = group.addresses() - group.examples().size();
        if (more > 0 && !group.examples().isEmpty()) {
            say("    and " + Sizes.count(more) + " more");
        }
    }

    private void print(Summary summary) {
        say(Sizes.count(summary.addresses(), "address", "addresses") + " of "
                + Sizes.count(summary.requests(), "request", "requests") + ": "
                + Sizes.count(summary.differing()) + " differ, "
                + Sizes.count(summary.addresses() - summary.differing() - summary.unanswered()) + " do not"
                + (summary.unanswered() > 0
                        ? ", of " + Sizes.count(summary.unanswered()) + " a side did not answer"
                        : ""));
        note(summary.leftOut(), "requests were left out: other methods, or errors then");
        note(summary.unread(), "lines tell of no request");
        note(summary.beyond(), "requests were left out: their addresses were too many; --most allows more");
        if (!summary.complete()) {
            shell.terminal().note("imago: interrupted; not all addresses were asked");
        }
    }

    private void note(long count, String what) {
        if (count > 0) {
            shell.terminal().note("imago: " + Sizes.count(count) + " " + what);
        }
    }

    private void say(String line) {
        shell.terminal().say(Terminal.harmless(line));
    }
}
