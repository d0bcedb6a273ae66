package dev.imago.cli;

import dev.imago.cli.client.ApiClient;
import dev.imago.cli.client.Retries;
import dev.imago.cli.transfer.FileUpload;
import dev.imago.cli.transfer.LocalFile;
import dev.imago.cli.transfer.LocalTree;
import dev.imago.cli.transfer.UploadNotes;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code imago put}: works out which files go under which keys; {@link PutRun} uploads them. */
@Command(
        name = "put",
        description = {
            "Uploads images: one, several, or all that a folder holds.",
            "One goes under a KEY, several below a --prefix, a whole folder with -r.",
            "What the server has already, by its SHA-256, is not sent again: a run that broke off goes on where it was when it "
                    + "is repeated, also within a large file. Overload is waited for, as long as the server asks."
        },
        footer = {
            "",
            "Examples:",
            "  imago put photo.jpg upload/qa/photo.jpg",
            "  imago put *.jpg --prefix upload/qa/",
            "  imago put -r photos --prefix upload/ --jobs 16 --exclude '*.txt'"
        })
final class Put implements Callable<Integer> {
    private final Shell shell;
    private final Signals signals;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description =
                    "Files, or with -r folders. Two of them, the second no file here: FILE KEY. A KEY with a slash at its "
                            + "end is a prefix.")
    private List<String> files = new ArrayList<>();

    @Option(names = "--as", paramLabel = "KEY", description = "The key of the one FILE.")
    private Optional<String> as = Optional.empty();

    @Option(names = "--prefix", paramLabel = "PREFIX", description = "What the keys begin with, such as upload/.")
    private Optional<String> prefix = Optional.empty();

    @Option(
            names = {"-r", "--recursive"},
            description = "Upload all that folders hold; the keys are the paths below them. Hidden files are left out.")
    private boolean recursive;

    @Option(names = "--exclude", paramLabel = "GLOB", description = "With -r: leave out what matches, such as '*.txt'.")
    private List<String> excluded = new ArrayList<>();

    @Option(names = "--create-only", description = "Leave images that exist as they are.")
    private boolean createOnly;

    @Option(names = "--force", description = "Send also what is there already.")
    private boolean force;

    @Option(
            names = {"-j", "--jobs"},
            paramLabel = "N",
            defaultValue = "8",
            description = "Uploads at once, 1 to 256. Default: ${DEFAULT-VALUE}.")
    private int jobs;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            defaultValue = "8",
            description =
                    "How often a file is tried while the server is overloaded or away. Default: ${DEFAULT-VALUE}.")
    private int attempts;

    @Mixin
    private final ApiOptions api;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    private CommandSpec spec;

    Put(Shell shell, Signals signals) {
        this.shell = shell;
        this.signals = signals;
        this.api = new ApiOptions(shell);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (jobs < 1 || jobs > 256) {
            throw wrong("--jobs is 1 to 256, not " + jobs);
        }
        if (attempts < 1) {
            throw wrong("--attempts is at least 1");
        }
        PutRun.Source source = recursive ? folders() : single();
        try (ApiClient client = api.client(Retries.of(attempts))) {
            var upload = new FileUpload(
                    client, createOnly, !force, new UploadNotes(shell.stateDirectory(), client.address()));
            return new PutRun(shell, signals, json, !recursive).run(source, upload, jobs);
        }
    }

    private PutRun.Source folders() {
        if (as.isPresent()) {
            throw wrong("--as names the key of one file; with -r give --prefix");
        }
        List<PathMatcher> patterns = excluded.stream()
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
        List<LocalTree> trees = new ArrayList<>();
        for (String folder : files) {
            Path path = Path.of(folder);
            if (!Files.isDirectory(path)) {
                throw wrong(folder + (Files.exists(path) ? ": is not a folder" : ": there is no such folder"));
            }
            trees.add(new LocalTree(path, folder(prefix.orElse("")), patterns));
        }
        return visitor -> {
            for (LocalTree tree : trees) {
                tree.walk(visitor);
            }
        };
    }

    private PutRun.Source single() throws IOException {
        boolean fileAndKey = files.size() == 2 && prefix.isEmpty() && as.isEmpty();
        if (fileAndKey && Files.exists(Path.of(files.get(1)))) {
            throw wrong(
                    "is " + files.get(1) + " a second file or the key? Give --prefix for files, or --as for the key");
        }
        if (files.size() > 1 && !fileAndKey && prefix.isEmpty()) {
            throw wrong("for several files give --prefix, such as --prefix upload/");
        }
        if (as.isPresent() && (files.size() > 1 || prefix.isPresent())) {
            throw wrong("--as names the key of one file, without --prefix");
        }
        Optional<String> target = fileAndKey ? Optional.of(files.get(1)) : as;
        List<LocalFile> list = new ArrayList<>();
        for (String name : fileAndKey ? files.subList(0, 1) : files) {
            list.add(file(Path.of(name), target));
        }
        return visitor -> {
            for (LocalFile file : list) {
                if (!visitor.file(file)) {
                    return;
                }
            }
        };
    }

    private LocalFile file(Path path, Optional<String> target) throws IOException {
        if (Files.isDirectory(path)) {
            throw wrong(path + " is a folder; -r uploads what it holds");
        }
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        String name = String.valueOf(path.getFileName());
        String key = target.map(text -> text.endsWith("/") ? text + name : text)
                .orElseGet(() -> folder(prefix.orElse("")) + name);
        return new LocalFile(path, Files.size(path), key.replaceFirst("^/+", ""));
    }

    /** A prefix without a slash before it and with one behind it. */
    private static String folder(String text) {
        String bare = text.replaceFirst("^/+", "");
        return bare.isEmpty() || bare.endsWith("/") ? bare : bare + "/";
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
