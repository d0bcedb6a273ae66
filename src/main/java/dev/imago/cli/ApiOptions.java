package dev.imago.cli;

import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.Retries;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Option;

/** Where the server is, and the key for it. */
final class ApiOptions {
    private static final String DEFAULT = "http://127.0.0.1:8081";
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Shell shell;

    @Option(
            names = "--api",
            paramLabel = "URL",
            description = "The api listener. Default: $IMAGO_API, or " + DEFAULT + ".")
    private Optional<String> api = Optional.empty();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description =
                    "The API key. Default: $IMAGO_KEY, or what the file ~/.config/imago/key (mode 0600) holds; both are "
                            + "better, since other users see a command's options.")
    private Optional<String> key = Optional.empty();

    ApiOptions(Shell shell) {
        this.shell = shell;
    }

    /** For a person who waits: a few tries. */
    ApiClient client() throws IOException {
        return client(Retries.of(4));
    }

    ApiClient client(Retries retries) throws IOException {
        return new ApiClient(address(), secret(), retries);
    }

    private URI address() {
        String given = api.or(() -> shell.variable(Shell.API)).orElse(DEFAULT);
        String url = given.matches("https?://.*") ? given : "http://" + given;
        try {
            URI address = URI.create(url.replaceFirst("/+$", ""));
            if (address.getHost() != null && address.getQuery() == null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // falls through to the refusal
        }
        throw new CommandFailed(
                ExitCode.USAGE, "the address of the api listener is such as " + DEFAULT + ", not '" + given + "'");
    }

    private Optional<String> secret() throws IOException {
        Optional<String> given = key.or(() -> shell.variable(Shell.KEY));
        Optional<String> found = given.isPresent() ? given : ofFile(shell.keyFile());
        if (found.isPresent() && !found.get().chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
            throw new CommandFailed(ExitCode.USAGE, "an API key has no blanks and no characters beyond ASCII");
        }
        return found;
    }

    private static Optional<String> ofFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        if (Files.getFileStore(file).supportsFileAttributeView("posix")
                && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
            throw new CommandFailed(
                    ExitCode.REFUSED, file + " holds a key and other users can read it: chmod 600 " + file);
        }
        return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    }
}
