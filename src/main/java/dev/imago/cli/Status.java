package dev.imago.cli;

import dev.imago.cli.client.Answer;
import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.ServerStatus;
import dev.imago.cli.terminal.Sizes;
import dev.imago.cli.terminal.Table;
import dev.imago.cli.terminal.Terminal;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code imago status}. */
@Command(
        name = "status",
        description = {
            "Shows how a server is: catalog, memory, renditions and their formats, stores, scans, followers.",
            "Exit code 1 while the catalog or a store does not answer, a scan failed or was refused, or a follower has an error."
        },
        footer = {"", "Examples:", "  imago status", "  watch imago status", "  imago status --json | jq .catalog"})
final class Status implements Callable<Integer> {
    private static final String CLOSED = "closed";

    private final Shell shell;

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    Status(Shell shell) {
        this.shell = shell;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ApiClient client = api.client()) {
            Answer answer = client.get("/v1/status");
            ServerStatus status = answer.as(ServerStatus.class);
            if (json.wanted()) {
                json.relay(shell, answer.json());
            } else {
                print(status);
            }
            return healthy(status) ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private static boolean healthy(ServerStatus status) {
        boolean catalog =
                status.catalog().map(ServerStatus.CatalogStatus::available).orElse(true);
        boolean scans = status.scans().orElse(List.of()).stream()
                .noneMatch(scan -> scan.phase().equals("failed") || scan.phase().equals("refused"));
        boolean stores = status.stores().orElse(List.of()).stream()
                .allMatch(store -> store.answers().orElse(true));
        return catalog
                && scans
                && stores
                && status.followers().orElse(List.of()).stream()
                        .allMatch(follower -> follower.lastError().isEmpty());
    }

    private void print(ServerStatus status) {
        line("imago " + status.version() + ", node " + status.node() + ", up "
                + Sizes.time(Duration.ofSeconds(status.uptimeSeconds())));
        status.catalog().ifPresent(catalog -> line("catalog: " + text(catalog)));
        status.memory().ifPresent(memory -> line("memory: " + text(memory)));
        status.renditions().ifPresent(this::renditions);
        status.stores().filter(stores -> !stores.isEmpty()).ifPresent(this::stores);
        status.scans().filter(scans -> !scans.isEmpty()).ifPresent(this::scans);
        status.followers().filter(followers -> !followers.isEmpty()).ifPresent(this::followers);
    }

    private static String text(ServerStatus.CatalogStatus catalog) {
        return catalog.available()
                ? Sizes.count(catalog.images().orElse(0L), "image", "images") + ", "
                        + Sizes.bytes(catalog.bytes().orElse(0L)) + ", journal at "
                        + catalog.lastSequence().orElse(0L)
                : "NOT AVAILABLE; images are served, uploads get 503";
    }

    private static String text(ServerStatus.MemoryStatus memory) {
        long asked = memory.hits() + memory.misses();
        String hits = asked == 0
                ? "not asked yet"
                : String.format(
                        Locale.ROOT, "%.1f%% of %s requests hit", 100.0 * memory.hits() / asked, Sizes.count(asked));
        return Sizes.count(memory.images(), "image", "images") + ", " + Sizes.bytes(memory.bytes()) + " of "
                + Sizes.bytes(memory.maxBytes()) + ", " + hits;
    }

    private void renditions(ServerStatus.RenditionStatus renditions) {
        Optional<ServerStatus.LibraryStatus> libvips = renditions.libvips();
        if (libvips.isEmpty()) {
            line("renditions: not to be had (yet); the log says why, if it is for good");
            return;
        }
        line("renditions: libvips " + libvips.get().version() + ", "
                + Sizes.count(renditions.workers(), "worker", "workers") + ", " + renditions.busy() + " busy, "
                + renditions.waiting() + " waiting");
        line("  reads " + formats(libvips.get().reads()));
        line("  writes " + formats(libvips.get().writes()) + (libvips.get().text() ? "; draws text" : ""));
    }

    private static String formats(List<String> mediaTypes) {
        return mediaTypes.stream()
                .map(type -> type.replace("image/", "").replace("svg+xml", "svg"))
                .collect(Collectors.joining(", "));
    }

    private void stores(List<ServerStatus.StoreStatus> stores) {
        var table = new Table("STORE", "TYPE", ">FREE", ">TOTAL", "ANSWERS", "CIRCUIT", "TROUBLE");
        stores.forEach(store -> table.row(
                store.name(),
                store.type(),
                size(store.freeBytes()),
                size(store.totalBytes()),
                store.answers().map(answers -> answers ? "yes" : "NO").orElse(""),
                store.circuit().map(Status::text).orElse("-"),
                trouble(store)));
        print(table);
    }

    private static String text(ServerStatus.CircuitStatus circuit) {
        boolean closed = circuit.state().equals(CLOSED);
        return closed ? CLOSED : circuit.state() + " since " + circuit.since().truncatedTo(ChronoUnit.SECONDS);
    }

    /** That a store is left alone says less than why. */
    private static String trouble(ServerStatus.StoreStatus store) {
        return store.circuit()
                .filter(circuit -> !circuit.state().equals(CLOSED))
                .flatMap(ServerStatus.CircuitStatus::lastError)
                .or(store::trouble)
                .orElse("");
    }

    private void scans(List<ServerStatus.ScanStatus> scans) {
        var table = new Table("SCAN", "PHASE", "PREFIX", ">SEEN", ">ADOPTED", ">REMOVED", ">FAILED", ">PENDING");
        scans.forEach(scan -> table.row(
                scan.store(),
                scan.phase(),
                scan.prefix().orElse(""),
                Sizes.count(scan.seen()),
                Sizes.count(scan.adopted()),
                Sizes.count(scan.removed()),
                Sizes.count(scan.failed()),
                Sizes.count(scan.pending())));
        print(table);
    }

    private void followers(List<ServerStatus.FollowerStatus> followers) {
        var table = new Table("FOLLOWER", "STATE", ">CURSOR", ">LAG", "LAST ERROR");
        followers.forEach(follower -> table.row(
                follower.name(),
                follower.state().orElse(""),
                Long.toString(follower.cursor()),
                Sizes.count(follower.lag()),
                follower.lastError().orElse("")));
        print(table);
    }

    private static String size(Optional<Long> bytes) {
        return bytes.map(Sizes::bytes).orElse("-");
    }

    private void print(Table table) {
        shell.terminal().say("");
        table.lines().forEach(shell.terminal()::say);
    }

    private void line(String text) {
        shell.terminal().say(Terminal.harmless(text));
    }
}
