package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.MigrationInfo;
import dev.imago.cli.client.MigrationPage;
import dev.imago.image.PercentEncoding;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all commands about a migration have. */
final class MigrationOptions {
    private final Shell shell;
    private final Signals signals;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description = "Which migration; may be absent if there is one that is not finished.")
    private Optional<String> id = Optional.empty();

    @Option(
            names = "--wait",
            description = "Show progress until there is nothing left to do. Ctrl-C leaves it going on.")
    private boolean wait;

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    MigrationOptions(Shell shell, Signals signals) {
        this.shell = shell;
        this.signals = signals;
        this.api = new ApiOptions(shell);
    }

    /** What is asked of the server, given a client and the path of the migration. */
    interface Question {
        Answer ask(ApiClient client, String path) throws InterruptedException;
    }

    /** Asks about the migration that is meant, and reports. */
    int about(Question question) throws IOException, InterruptedException {
        try (ApiClient client = api.client()) {
            return report(client, question.ask(client, path(id.isPresent() ? id.get() : only(client))));
        }
    }

    /** Asks for a new one, and reports. */
    int begin(String query) throws IOException, InterruptedException {
        try (ApiClient client = api.client()) {
            return report(client, client.post("/v1/migrations" + query, Optional.empty()));
        }
    }

    private int report(ApiClient client, Answer answer) throws InterruptedException {
        Answer last = wait ? new MigrationWatch(shell, signals, client).follow(answer) : answer;
        if (json.wanted()) {
            json.relay(shell, last.json());
        } else {
            new MigrationReport(shell.terminal()).print(last.as(MigrationInfo.class));
        }
        MigrationInfo now = last.as(MigrationInfo.class);
        return wait && now.progress().failed() > 0 ? ExitCode.FAILED : ExitCode.OK;
    }

    /** Tells people of a proof; it speaks to programs for itself. */
    void report(ProofFile proof) {
        if (!json.wanted()) {
            new MigrationReport(shell.terminal()).print(proof);
        }
    }

    private static String only(ApiClient client) throws InterruptedException {
        List<MigrationInfo> all =
                client.get("/v1/migrations").as(MigrationPage.class).items();
        List<MigrationInfo> open = all.stream().filter(MigrationInfo::open).toList();
        if (open.size() == 1) {
            return open.getFirst().id();
        }
        if (open.isEmpty() && !all.isEmpty()) {
            return all.getLast().id();
        }
        throw new CommandFailed(
                ExitCode.USAGE,
                open.isEmpty() ? "there is no migration" : "there are several migrations: --id says which is meant");
    }

    static String path(String id) {
        return "/v1/migrations/" + PercentEncoding.encodePath(id);
    }
}
