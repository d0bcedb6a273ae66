package dev.imago.cli;

import dev.imago.image.Fault;
import dev.imago.transform.policy.UrlKey;
import dev.imago.transform.policy.UrlSignature;
import dev.imago.transform.query.Parameters;
import dev.imago.transform.query.TransformQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code imago url sign}. */
@Command(
        name = "sign",
        description = {
            "Signs the address of a rendition and prints it. No server is asked.",
            "The key is one of renditions.signing.keys of the configuration."
        },
        footer = {
            "",
            "Examples:",
            "  imago url sign '/upload/qa/test.jpg?w=400&h=300' --expires 30d",
            "  imago url sign 'https://img.example.com/a.jpg?preset=card' --json"
        })
final class UrlSign implements Callable<Integer> {
    /** Scheme and host, path, query. */
    private static final Pattern ADDRESS = Pattern.compile("(https?://[^/?#]+)?(/[^?#]*)\\?([^#]+)");

    private static final Pattern OF_A_URL = Pattern.compile("[!-~]*");

    private final Shell shell;

    @CommandLine.Parameters(
            paramLabel = "ADDRESS",
            description = "Path and query, percent-encoded, perhaps with scheme and host. Quote it for the shell.")
    private String address = "";

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "SECRET or NAME:SECRET. Default: $IMAGO_URL_KEY, which other users cannot see.")
    private Optional<String> key = Optional.empty();

    @Option(names = "--expires", paramLabel = "TIME", description = "For so long only: 30d, 12h. Default: for ever.")
    private Optional<Duration> expires = Optional.empty();

    @Mixin
    private final JsonOption json = new JsonOption();

    /** The result for programs. */
    record Signed(String url, Optional<Instant> expires) {}

    UrlSign(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        UrlKey signing = signingKey();
        Matcher parts = ADDRESS.matcher(address);
        if (!parts.matches() || !OF_A_URL.matcher(address).matches()) {
            throw usage("an address is a path and a query in percent-encoded ASCII, such as /upload/a.jpg?w=400");
        }
        requireUnsigned(parts.group(3));
        Optional<Instant> until = expires.map(
                time -> Instant.ofEpochSecond(Instant.now().plus(time).getEpochSecond()));
        String query = UrlSignature.sign(signing, parts.group(2), parts.group(3), until);
        String url = Optional.ofNullable(parts.group(1)).orElse("") + parts.group(2) + "?" + query;
        if (json.wanted()) {
            json.print(shell, new Signed(url, until));
        } else {
            shell.terminal().say(url);
        }
        return ExitCode.OK;
    }

    private UrlKey signingKey() {
        String text = key.or(() -> shell.variable(Shell.URL_KEY))
                .orElseThrow(() -> usage("a key is missing: --key, or the variable " + Shell.URL_KEY));
        try {
            return UrlKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw usage("the key is " + e.getMessage());
        }
    }

    /** A mistake that is signed is found by a visitor. */
    private static void requireUnsigned(String query) {
        TransformQuery asked;
        try {
            asked = TransformQuery.parse(query);
            if (!asked.has(Parameters.PRESET)) {
                asked.transform();
            }
        } catch (Fault refused) {
            throw usage(refused.message());
        }
        if (asked.empty()) {
            throw usage("the address asks for no rendition; an original needs no signature");
        }
        Parameters.SIGNATURE.stream().filter(asked::has).findFirst().ifPresent(parameter -> {
            throw usage("the address has the parameter " + parameter.name() + " already");
        });
    }

    private static CommandFailed usage(String message) {
        return new CommandFailed(ExitCode.USAGE, message);
    }
}
