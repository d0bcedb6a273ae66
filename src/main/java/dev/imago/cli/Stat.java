package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.ImageInfo;
import dev.imago.cli.terminal.Sizes;
import dev.imago.cli.terminal.Terminal;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code imago stat}. */
@Command(
        name = "stat",
        description = "Shows what the server knows of an image.",
        footer = {"", "Example:", "  imago stat upload/qa/test.jpg"})
final class Stat implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "KEY", description = "The image, such as upload/qa/test.jpg.")
    private String key = "";

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    Stat(Shell shell) {
        this.shell = shell;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ApiClient client = api.client()) {
            Answer answer = client.get(ApiClient.image(Values.key(key).value()));
            if (json.wanted()) {
                json.relay(shell, answer.json());
            } else {
                print(answer.as(ImageInfo.class));
            }
        }
        return ExitCode.OK;
    }

    private void print(ImageInfo image) {
        line("key", image.key());
        line("url", image.url());
        line("type", image.type());
        line("size", Sizes.bytes(image.size()) + " (" + Sizes.count(image.size()) + " bytes)");
        line("dimensions", Values.dimensions(image));
        image.orientation().ifPresent(orientation -> line("orientation", orientation.toString()));
        image.dominantColor().ifPresent(color -> line("color", color));
        image.blurHash().ifPresent(hash -> line("blurhash", hash));
        line("sha-256", image.digest());
        line("created", Values.time(image.created()));
        line("modified", Values.time(image.modified()));
        line("store", image.store());
        line("version", Long.toString(image.version()));
    }

    private void line(String name, String value) {
        shell.terminal().say(String.format(Locale.ROOT, "%-11s  %s", name, Terminal.harmless(value)));
    }
}
