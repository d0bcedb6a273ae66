package dev.imago.cli;

import dev.imago.cli.demo.Scratch;
import dev.imago.cli.demo.Show;
import dev.imago.config.ConfigException;
import dev.imago.config.Configurations;
import dev.imago.config.Sources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code imago demo}: shows the main job on a scratch folder, then goes on serving it. */
@Command(
        name = "demo",
        description = {
            "Shows what Imago does, on a scratch folder of photographs.",
            "Starts a server on free ports and shows each step as the curl line that repeats it, with the answer. Then goes on "
                    + "serving until Ctrl-C."
        },
        footer = {"", "Examples:", "  imago demo", "  imago demo --exit"})
final class Demo<S extends Record> implements Callable<Integer> {
    private final Shell shell;
    private final ServerLauncher<S> launcher;
    private final Signals signals;

    @Option(names = "--exit", description = "Stop after the show; exit code 1 if a step failed.")
    private boolean exit;

    @Option(
            names = "--on",
            arity = "3",
            hidden = true,
            paramLabel = "URL",
            description =
                    "Show on a server that is there: its public URL, its api URL, its folder; IMAGO_ADMIN_KEY is its key.")
    private List<String> on = List.of();

    Demo(Shell shell, ServerLauncher<S> launcher, Signals signals) {
        this.shell = shell;
        this.launcher = launcher;
        this.signals = signals;
    }

    @Override
    public Integer call() throws IOException, ConfigException, InterruptedException {
        var stop = new CountDownLatch(1);
        signals.on("TERM", stop::countDown);
        signals.on("INT", stop::countDown);
        try (var scratch = new Scratch()) {
            if (!on.isEmpty()) {
                String key = shell.variable(Shell.ADMIN_KEY).orElseThrow();
                return show(on.get(0), on.get(1), key, Path.of(on.get(2)), scratch, false);
            }
            ServerLauncher.Running<S> server = launch(scratch);
            try {
                String key = server.newAdminKey()
                        .or(() -> shell.variable(Shell.ADMIN_KEY))
                        .orElseThrow();
                int code = show(server.publicUrl(), server.apiUrl(), key, scratch.site(), scratch, true);
                if (!exit) {
                    goOn(server, scratch, stop);
                }
                return code;
            } finally {
                server.drain();
            }
        }
    }

    private ServerLauncher.Running<S> launch(Scratch scratch) throws IOException, ConfigException {
        return launcher.launch(Configurations.read(launcher.settings(), Sources.file(scratch.configuration())));
    }

    private int show(String publicUrl, String apiUrl, String key, Path site, Scratch scratch, boolean oldNames)
            throws IOException, InterruptedException {
        var show = new Show(shell.terminal(), publicUrl, apiUrl, key, site, scratch.photographs(), oldNames);
        int failures = show.perform();
        shell.terminal().say("");
        shell.terminal()
                .say(failures == 0 ? "All steps were answered as they should be." : failures + " steps failed.");
        return failures == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private void goOn(ServerLauncher.Running<S> server, Scratch scratch, CountDownLatch stop)
            throws InterruptedException {
        shell.terminal().say("");
        shell.terminal().say("It goes on serving " + scratch.site() + " until Ctrl-C; look at");
        shell.terminal().say("  " + server.publicUrl() + "/upload/qa/dogs.jpg");
        shell.terminal().say("public " + server.publicUrl());
        shell.terminal().say("api " + server.apiUrl());
        stop.await();
    }
}
