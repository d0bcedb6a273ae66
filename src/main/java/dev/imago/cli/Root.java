package dev.imago.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/** {@code imago} without a command. */
@Command(
        name = "imago",
        versionProvider = Root.Versions.class,
        description = "One image server for every stage of a site's growth.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Examples:",
            "  imago serve /var/www/site/images",
            "  imago put -r photos --prefix upload/",
            "  imago help put"
        })
final class Root {
    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    @SuppressWarnings("UnusedVariable") // picocli reads it
    private boolean version;

    /** The version when it is asked for, since reading the manifest takes time. */
    static final class Versions implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {Version.line()};
        }
    }

    /** The exit codes as picocli lists them. */
    static Map<String, String> exitCodes() {
        var codes = new LinkedHashMap<String, String>();
        ExitCode.meanings().forEach((code, meaning) -> codes.put(" " + code, meaning));
        return codes;
    }
}
