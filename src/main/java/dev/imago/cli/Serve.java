package dev.imago.cli;

import dev.imago.cli.terminal.Terminal;
import dev.imago.config.ConfigException;
import dev.imago.config.Configuration;
import dev.imago.config.Configurations;
import dev.imago.config.Flag;
import dev.imago.config.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code imago serve}: runs a server until SIGTERM or SIGINT; SIGHUP reloads. */
@Command(
        name = "serve",
        description = {
            "Serves a folder of images, or what a configuration describes.",
            "Runs until SIGTERM or Ctrl-C. Prints `public http://HOST:PORT` and `api http://HOST:PORT` when it answers. SIGHUP reads the configuration again."
        },
        footer = {
            "",
            "Examples:",
            "  imago serve /var/www/site/images",
            "  imago serve -c /etc/imago.yaml",
            "  imago serve photos --public 127.0.0.1:0 --api 127.0.0.1:0 --data /tmp/imago"
        })
final class Serve<S extends Record> implements Callable<Integer> {
    private final Shell shell;
    private final ServerLauncher<S> launcher;
    private final Signals signals;

    @Parameters(
            arity = "0..1",
            paramLabel = "FOLDER",
            description = "The folder to serve; /upload/qa/test.jpg is the file upload/qa/test.jpg in it.")
    private Optional<Path> folder = Optional.empty();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration, YAML.")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--public",
            paramLabel = "HOST:PORT",
            description = "Where images are served; port 0 takes a free one.")
    private Optional<String> publicListener = Optional.empty();

    @Option(
            names = "--api",
            paramLabel = "HOST:PORT",
            description = "Where uploads and operations are; port 0 takes a free one.")
    private Optional<String> apiListener = Optional.empty();

    @Option(names = "--data", paramLabel = "DIR", description = "The directory for catalog, keys, caches and spool.")
    private Optional<String> data = Optional.empty();

    @Option(
            names = "--durability",
            paramLabel = "fsync|os",
            description =
                    "Whether an upload is acknowledged once it would survive a power cut, or once the system has it.")
    private Optional<String> durability = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    private enum Event {
        STOP,
        RELOAD
    }

    Serve(Shell shell, ServerLauncher<S> launcher, Signals signals) {
        this.shell = shell;
        this.launcher = launcher;
        this.signals = signals;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireSense();
        Configuration<S> configuration;
        try {
            configuration = read();
        } catch (ConfigException e) {
            shell.terminal().note(Terminal.harmlessLines(String.valueOf(e.getMessage())));
            return ExitCode.CONFIGURATION;
        }
        BlockingQueue<Event> events = new LinkedBlockingQueue<>();
        signals.on("TERM", () -> events.add(Event.STOP));
        signals.on("INT", () -> events.add(Event.STOP));
        signals.on("HUP", () -> events.add(Event.RELOAD));
        ServerLauncher.Running<S> server = launcher.launch(configuration);
        try {
            server.newAdminKey()
                    .ifPresent(key -> shell.terminal()
                            .note("imago: this is the administrator's key; it is not shown again: " + key));
            shell.terminal().say("public " + server.publicUrl());
            shell.terminal().say("api " + server.apiUrl());
            shell.terminal().out().flush();
            while (events.take() == Event.RELOAD) {
                configuration = reload(server, configuration);
            }
        } finally {
            server.drain();
        }
        return ExitCode.OK;
    }

    private void requireSense() {
        if (folder.isEmpty() && config.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "give a FOLDER to serve, or a configuration with -c FILE");
        }
        if (folder.isPresent() && !Files.isDirectory(folder.get())) {
            boolean file = Files.exists(folder.get());
            throw new ParameterException(
                    spec.commandLine(), folder.get() + (file ? ": is not a folder" : ": there is no such folder"));
        }
    }

    private Configuration<S> read() throws ConfigException {
        Sources sources = Sources.none()
                .withEnvironment(shell.variables(), Shell.RESERVED)
                .withFlags(flags());
        return Configurations.read(
                launcher.settings(), config.map(sources::withFile).orElse(sources));
    }

    private List<Flag> flags() {
        List<Flag> flags = new ArrayList<>();
        folder.ifPresent(value -> flags.add(new Flag("FOLDER", "folder", value.toString())));
        publicListener.ifPresent(value -> flags.add(new Flag("--public", "public.listen", value)));
        apiListener.ifPresent(value -> flags.add(new Flag("--api", "api.listen", value)));
        data.ifPresent(value -> flags.add(new Flag("--data", "data", value)));
        durability.ifPresent(value -> flags.add(new Flag("--durability", "durability", value)));
        return flags;
    }

    private Configuration<S> reload(ServerLauncher.Running<S> server, Configuration<S> current) {
        try {
            Configuration<S> next = read();
            server.reload(next);
            List<String> later = current.restartNeeded(next);
            shell.terminal()
                    .note(
                            later.isEmpty()
                                    ? "imago: the configuration is reloaded"
                                    : "imago: the configuration is reloaded, except for what takes a restart: "
                                            + String.join(", ", later));
            // What takes a restart still differs at the next reload: it is compared with what runs.
            return later.isEmpty() ? next : current;
        } catch (ConfigException | IOException | RuntimeException e) {
            shell.terminal()
                    .note(Terminal.harmlessLines(
                            "imago: the configuration is refused and the old one stays:\n" + e.getMessage()));
            return current;
        }
    }
}
