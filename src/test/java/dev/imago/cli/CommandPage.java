package dev.imago.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes the page of all commands, in Markdown, from the model by which they are parsed. */
final class CommandPage {
    private static final List<String> EVERYWHERE = List.of("--help", "--api", "--key", "--json");
    private static final String HEAD = """
            # Command line

            <!-- Made from the commands by CommandPageTest; -Dimago.renew=true renews it. -->

            `imago COMMAND --help` shows the same. Results go to stdout, everything else (progress, summaries, problems) to stderr; a
            redirected result is never mixed with anything. Text that comes from elsewhere is printed without control characters.

            ## Which server, which key

            Commands that talk to a server have these options; the variables are better for scripts.

            | option | variable | otherwise |
            |---|---|---|
            | `--api URL` | `IMAGO_API` | `http://127.0.0.1:8081` |
            | `--key KEY` | `IMAGO_KEY` | the file `~/.config/imago/key`, which only its owner may read |

            The key in a variable or file is not seen by other users of the machine; one in an option is.

            ## Output for programs

            With `--json` a command prints what the server answers, or an object of its own, on one line; lists are one object a line.
            Fields are only ever added. Progress and problems stay on stderr.

            `imago put --json` prints a line for each file, `{"file", "key", "outcome"}` with `digest` and `url` where they are known, or `error`;
            `outcome` is `created`, `replaced`, `same`, `kept` or `failed`. The last line is `{"summary": {…}}`.

            ## Exit codes

            | code | meaning |
            |---|---|
            """;

    private static final String COMPLETION = """

            ## Completion

            bash: `source <(imago completion)`, or once for all
            `imago completion > ~/.local/share/bash-completion/completions/imago`.
            zsh: `autoload -U compinit && compinit && source <(imago completion)` in `~/.zshrc`. For fish there is none.

            ## Commands
            """;

    private final StringBuilder page = new StringBuilder(HEAD);

    private CommandPage() {}

    static String of(CommandLine root) {
        var page = new CommandPage();
        ExitCode.meanings().forEach((code, meaning) -> page.line("| " + code + " | " + meaning + " |"));
        page.page.append(COMPLETION);
        root.getSubcommands().values().forEach(page::command);
        return page.page.toString();
    }

    private void command(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        if (command.getCommand() instanceof HelpCommand) {
            return;
        }
        if (!command.getSubcommands().isEmpty()) {
            command.getSubcommands().values().forEach(this::command);
            return;
        }
        line("\n### `" + spec.qualifiedName() + "`\n");
        line(text(spec.usageMessage().description()) + "\n");
        synopsis(spec);
        options(spec);
        examples(spec.usageMessage().footer());
    }

    private void synopsis(CommandSpec spec) {
        String parameters = spec.positionalParameters().stream()
                .map(CommandPage::placed)
                .map(text -> " " + text)
                .collect(Collectors.joining());
        line("`" + spec.qualifiedName() + " [OPTIONS]" + parameters + "`\n");
    }

    private static String placed(PositionalParamSpec parameter) {
        String label = parameter.paramLabel() + (parameter.arity().max() > 1 ? "..." : "");
        return parameter.arity().min() == 0 ? "[" + label + "]" : label;
    }

    private void options(CommandSpec spec) {
        List<OptionSpec> shown =
                spec.options().stream().filter(option -> !option.hidden()).toList();
        List<OptionSpec> own = shown.stream()
                .filter(option -> !EVERYWHERE.contains(option.longestName()) || ownMeaning(spec, option))
                .toList();
        List<String> rows = Stream.concat(
                        spec.positionalParameters().stream()
                                .map(parameter -> row("`" + parameter.paramLabel() + "`", parameter.description())),
                        own.stream().map(option -> row(name(option), resolved(option))))
                .toList();
        if (!rows.isEmpty()) {
            line("| | |\n|---|---|");
            rows.forEach(this::line);
            line("");
        }
        List<String> common = shown.stream()
                .filter(option -> !own.contains(option) && !option.longestName().equals("--help"))
                .map(option -> "`" + option.longestName() + "`")
                .sorted()
                .toList();
        if (!common.isEmpty()) {
            line("Also " + String.join(", ", common) + ".\n");
        }
    }

    /** {@code serve} has another {@code --api} than the commands that talk to it. */
    private static boolean ownMeaning(CommandSpec spec, OptionSpec option) {
        return option.longestName().equals("--api") && spec.findOption("--key") == null;
    }

    private static String[] resolved(OptionSpec option) {
        return Stream.of(option.description())
                .map(text -> text.replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValue())))
                .toArray(String[]::new);
    }

    private static String name(OptionSpec option) {
        String names = Stream.of(option.names()).map(name -> "`" + name + "`").collect(Collectors.joining(", "));
        boolean flag = option.arity().max() == 0;
        return flag ? names : names.substring(0, names.length() - 1) + " " + option.paramLabel() + "`";
    }

    private static String row(String name, String[] description) {
        return "| " + name.replace("|", "\\|") + " | " + text(description).replace("|", "\\|") + " |";
    }

    private static String text(String[] lines) {
        return String.join(" ", lines).replace("%%", "%");
    }

    private void examples(String[] footer) {
        List<String> lines =
                Stream.of(footer).filter(line -> line.startsWith("  ")).toList();
        if (!lines.isEmpty()) {
            line("```console");
            lines.forEach(line -> line((line.startsWith("  #") ? "" : "$ ") + line.strip()));
            line("```");
        }
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
