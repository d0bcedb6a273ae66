package dev.imago.cli;

import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.ImageInfo;
import dev.imago.cli.terminal.Sizes;
import dev.imago.cli.terminal.Terminal;
import dev.imago.image.Digest;
import dev.imago.image.ImageKey;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code imago get}: fetches an image from the public listener and holds it against its digest. */
@Command(
        name = "get",
        description = {
            "Fetches an image and checks that it is what was uploaded.",
            "It comes from its public address and is held against its SHA-256. A file appears when it is complete and right."
        },
        footer = {"", "Examples:", "  imago get upload/qa/test.jpg", "  imago get upload/qa/test.jpg -o - | identify -"
        })
final class Get implements Callable<Integer> {
    private static final String STDOUT = "-";

    private final Shell shell;

    @Parameters(paramLabel = "KEY", description = "The image, such as upload/qa/test.jpg.")
    private String key = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to; - is stdout. Default: the name of the image, here.")
    private Optional<String> output = Optional.empty();

    @Option(names = "--force", description = "Replace an existing file.")
    private boolean force;

    @Option(
            names = "--public",
            paramLabel = "URL",
            description =
                    "Fetch it from here, where the address that the server tells (its setting public-url) cannot be reached.")
    private Optional<String> publicListener = Optional.empty();

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    /** What was fetched, for programs. */
    record Shown(String file, String key, String url, String digest, long size, String type) {}

    Get(Shell shell) {
        this.shell = shell;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        ImageKey image = Values.key(key);
        boolean toStdout = output.filter(STDOUT::equals).isPresent();
        if (toStdout && json.wanted()) {
            throw new CommandFailed(ExitCode.USAGE, "--json and -o - both want stdout");
        }
        try (ApiClient client = api.client()) {
            ImageInfo info = client.get(ApiClient.image(image.value())).as(ImageInfo.class);
            URI address = address(info);
            if (toStdout) {
                OutputStream out = new FilterOutputStream(shell.terminal().out()) {
                    @Override
                    public void close() throws IOException {
                        flush();
                    }
                };
                copy(client, address, info, out);
            } else {
                Path file = Path.of(output.orElse(image.name()));
                toFile(client, address, info, file);
                tell(new Shown(
                        file.toString(), info.key(), address.toString(), info.digest(), info.size(), info.type()));
            }
        }
        return ExitCode.OK;
    }

    private void tell(Shown fetched) {
        if (json.wanted()) {
            json.print(shell, fetched);
        } else {
            shell.terminal()
                    .note(Terminal.harmless(
                            fetched.file() + ": " + Sizes.bytes(fetched.size()) + ", " + fetched.type()));
        }
    }

    private URI address(ImageInfo info) {
        URI told = URI.create(info.url());
        Optional<URI> address = publicListener
                .map(url -> URI.create(url.replaceFirst("/+$", "") + told.getRawPath()))
                .or(() -> Optional.of(told).filter(URI::isAbsolute));
        return address.orElseThrow(() -> new CommandFailed(
                ExitCode.USAGE,
                "where is the public listener? Name it with --public URL, such as http://127.0.0.1:8080"));
    }

    private void toFile(ApiClient client, URI address, ImageInfo info, Path file)
            throws IOException, InterruptedException {
        if (Files.exists(file) && !force) {
            throw new CommandFailed(ExitCode.FAILED, file + " is there already; --force replaces it");
        }
        Path part = file.resolveSibling("." + file.getFileName() + ".part");
        try {
            copy(client, address, info, Files.newOutputStream(part));
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static void copy(ApiClient client, URI address, ImageInfo info, OutputStream to)
            throws IOException, InterruptedException {
        var sha256 = Digest.sha256();
        try (OutputStream out = new DigestOutputStream(to, sha256);
                InputStream in = client.download(address)) {
            in.transferTo(out);
        }
        String digest = Digest.of(sha256).hex();
        if (!digest.equals(info.digest())) {
            throw new CommandFailed(
                    ExitCode.FAILED,
                    info.key() + ": what " + address + " sends (SHA-256 " + digest + ") is not what the catalog knows ("
                            + info.digest() + "); it may have been replaced just now: try again, then imago verify");
        }
    }
}
